namespace MLNetBert.Mapping;

/// <summary>What the feature column says about itself: the names of its slots, and whether its vectors have unit length.</summary>
internal static class FeatureAnnotations
{
    private const string SlotNames = nameof(SlotNames);
    private const string IsNormalized = nameof(IsNormalized);

    /// <summary>For a vector joined from <paramref name="parts"/>, all of the same size.</summary>
    public static DataViewSchema.Annotations Of(string[] parts, int dimension, bool normalize)
        => Of(parts.Select(part => (part, dimension / parts.Length)), dimension, normalize);

    /// <summary>For a vector joined from <paramref name="parts"/> and cut to <paramref name="dimension"/>.</summary>
    public static DataViewSchema.Annotations Of(IEnumerable<(string Name, int Size)> parts, int dimension, bool normalize)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> names = (ref VBuffer<ReadOnlyMemory<char>> value) => value = Names(parts, dimension);
        builder.Add(SlotNames, new VectorDataViewType(TextDataViewType.Instance, dimension), names);
        if (normalize)
            builder.Add(IsNormalized, BooleanDataViewType.Instance, (ValueGetter<bool>)((ref bool value) => value = true));
        return builder.ToAnnotations();
    }

    public static SchemaShape.Column[] Shape(bool normalize)
    {
        SchemaShape.Column names = MLNetInternals.NewShapeColumn(SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false, null);
        SchemaShape.Column normalized = MLNetInternals.NewShapeColumn(IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false, null);
        return normalize ? [names, normalized] : [names];
    }

    /// <summary>mean.0, mean.1, ...; for joined poolings cls.0, ..., mean.0, ...</summary>
    private static VBuffer<ReadOnlyMemory<char>> Names(IEnumerable<(string Name, int Size)> parts, int dimension)
    {
        ReadOnlyMemory<char>[] names = [.. parts.SelectMany(part => Enumerable.Range(0, part.Size).Select(i => $"{part.Name}.{i}".AsMemory())).Take(dimension)];
        return new(names.Length, names);
    }
}
