namespace Microsoft.ML.Data;

/// <summary>Writes into a vector's arrays, growing them where they are too small.</summary>
public static class VBufferEditor
{
    public static VBufferEditor<T> Create<T>(ref VBuffer<T> destination, int newLogicalLength, int? valuesCount = null, int? maxValuesCapacity = null,
        bool keepOldOnResize = false, bool requireIndicesOnDense = false)
    {
        var count = valuesCount ?? newLogicalLength;
        var values = Grow(destination.Values, count, keepOldOnResize);
        var indices = count < newLogicalLength || requireIndicesOnDense ? Grow(destination.Indices, count, keepOldOnResize) : destination.Indices;
        return new(newLogicalLength, count, values, indices);
    }

    private static TItem[] Grow<TItem>(TItem[] array, int count, bool keepOld)
    {
        if (count == 0 || (array != null && array.Length >= count))
            return array;
        if (keepOld)
        {
            Array.Resize(ref array, count);
            return array;
        }

        return new TItem[count];
    }
}

public readonly ref struct VBufferEditor<T>
{
    private readonly int _length;
    private readonly T[] _values;
    private readonly int[] _indices;

    public readonly Span<T> Values;

    public readonly Span<int> Indices;

    internal VBufferEditor(int length, int count, T[] values, int[] indices)
    {
        _length = length;
        _values = values;
        _indices = indices;
        Values = values.AsSpan(0, count);
        Indices = count < length ? indices.AsSpan(0, count) : default;
    }

    public VBuffer<T> Commit() => new(_length, Values.Length, _values, _indices);
}
