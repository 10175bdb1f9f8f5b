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
        => Of(parts.SelectMany(part => Numbered(part.Name, part.Size)), dimension, normalize);

    /// <summary>For a vector of these slots, cut to <paramref name="dimension"/>.</summary>
    public static DataViewSchema.Annotations Of(IEnumerable<string> slots, int dimension, bool normalize)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(SlotNames, new VectorDataViewType(TextDataViewType.Instance, dimension), Texts(slots.Take(dimension)));
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

    /// <summary>mean.0, mean.1, ...</summary>
    public static IEnumerable<string> Numbered(string name, int size) => Enumerable.Range(0, size).Select(i => $"{name}.{i}");

    /// <summary>The value of an annotation that is a list of texts.</summary>
    public static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(IEnumerable<string> texts) => (ref VBuffer<ReadOnlyMemory<char>> value) =>
    {
        ReadOnlyMemory<char>[] names = [.. texts.Select(text => text.AsMemory())];
        value = new(names.Length, names);
    };
}
