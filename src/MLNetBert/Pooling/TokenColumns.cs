namespace MLNetBert.Pooling;

/// <summary>The columns with a row's token vectors, and with what determines which of them count.</summary>
/// <param name="Vectors">The token vectors, [1, tokens, size]: Single.</param>
/// <param name="Tokens">Int64, [1, tokens]: the mask, the ids, or both; the first determines which tokens count. None: all count.</param>
/// <param name="Size">The length of a token's vector.</param>
/// <param name="Owner">What has that size, for messages.</param>
/// <param name="PadTokenId">The id that does not count, if ids decide; null if a mask does.</param>
internal sealed record TokenColumns(DataViewSchema.Column Vectors, DataViewSchema.Column[] Tokens, int Size, string Owner, int? PadTokenId)
{
    public DataViewSchema.Column[] All => [Vectors, .. Tokens];

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type or shape.</exception>
    public static TokenColumns Bind(DataViewSchema schema, string vectors, IEnumerable<string> tokens, int size, string owner, int? padTokenId = null) => new(
        schema.Require(vectors, $"Vector<Single, 1, *, {size}>", type => Fits(type, size)),
        [.. tokens.Select(name => schema.Require(name, "Vector<Int64>", type => SchemaChecks.IsVectorOf(type, NumberDataViewType.Int64)))],
        size,
        owner,
        padTokenId);

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public static void Require(SchemaShape schema, string vectors, IEnumerable<string> tokens)
    {
        schema.Require(vectors, "Vector<Single>", column => SchemaChecks.IsVectorOf(column, NumberDataViewType.Single));
        foreach (string name in tokens)
            schema.Require(name, "Vector<Int64>", column => SchemaChecks.IsVectorOf(column, NumberDataViewType.Int64));
    }

    /// <summary>A declared shape must be [1, tokens, size] or [tokens, size]; often none is declared, and each row is checked.</summary>
    private static bool Fits(DataViewType type, int size)
        => type is VectorDataViewType vector && vector.ItemType.Equals(NumberDataViewType.Single)
            && (vector.Dimensions.Length == 1
                ? vector.Size % size == 0
                : vector.Dimensions[^1] == 0 || vector.Dimensions[^1] == size);
}
