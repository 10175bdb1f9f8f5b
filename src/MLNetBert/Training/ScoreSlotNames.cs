namespace MLNetBert.Training;

/// <summary>The names of the classes as slot names of a column of scores; none if they are not known.</summary>
internal sealed class ScoreSlotNames(IReadOnlyList<string>? names)
{
    private const string SlotNames = nameof(SlotNames);

    public DataViewSchema.Annotations? Annotations()
    {
        if (names == null)
            return null;
        var builder = new DataViewSchema.Annotations.Builder();
        ReadOnlyMemory<char>[] texts = [.. names.Select(name => name.AsMemory())];
        builder.Add(SlotNames, new VectorDataViewType(TextDataViewType.Instance, texts.Length), (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> value) => value = new(texts.Length, [.. texts])));
        return builder.ToAnnotations();
    }

    public SchemaShape.Column[] Shape() => names == null ? [] : [MLNetInternals.NewShapeColumn(SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false, null)];
}
