namespace MLNetBert.Encoder.Session;

/// <summary>The values that one run hands to the runtime, and their memory, which is returned when the run is over.</summary>
internal sealed class RunBuffers(int batch, int sequence) : IDisposable
{
    private readonly List<long[]> _rented = [];

    /// <summary>The values, in the order of the calls.</summary>
    public List<OrtValue> Values { get; } = [];

    /// <summary>Adds ids, a mask or types; if there are none, the given substitute.</summary>
    public void Add(ReadOnlySpan<int> numbers, TensorElementType type, bool ones)
    {
        int count = batch * sequence;
        if (type == TensorElementType.Int32)
            Add(!numbers.IsEmpty ? numbers.ToArray() : ones ? Constants<int>.Ones(count) : Constants<int>.Zeros(count), [batch, sequence]);
        else
            Add(!numbers.IsEmpty ? Widened(numbers) : ones ? Constants<long>.Ones(count) : Constants<long>.Zeros(count), [batch, sequence]);
    }

    /// <summary>Adds word embeddings.</summary>
    public void Add(ReadOnlySpan<float> embeddings, TensorElementType type)
    {
        long[] shape = [batch, sequence, embeddings.Length / (batch * sequence)];
        if (type != TensorElementType.Float16)
        {
            Add<float>(embeddings.ToArray(), shape);
            return;
        }

        var half = new Float16[embeddings.Length];
        TensorPrimitives.ConvertToHalf(embeddings, MemoryMarshal.Cast<Float16, Half>(half.AsSpan()));
        Add<Float16>(half, shape);
    }

    public void Dispose()
    {
        Values.ForEach(value => value.Dispose());
        _rented.ForEach(memory => ArrayPool<long>.Shared.Return(memory));
    }

    private void Add<T>(Memory<T> data, long[] shape)
        where T : unmanaged => Values.Add(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data, shape));

    private Memory<long> Widened(ReadOnlySpan<int> numbers)
    {
        long[] wide = ArrayPool<long>.Shared.Rent(numbers.Length);
        _rented.Add(wide);
        TensorPrimitives.ConvertTruncating(numbers, wide);
        return wide.AsMemory(0, numbers.Length);
    }
}
