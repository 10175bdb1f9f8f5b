namespace MLNetBert;

/// <summary>
/// The options of <c>ApplyCrossAttention</c>: torch.nn.MultiheadAttention from the vectors of one column to the tokens of another, which are
/// keys and values, under their mask.
/// </summary>
public sealed class CrossAttentionOptions : WeightedLayerOptions
{
    internal const string Name = "CrossAttention";

    /// <summary>The column with the queries of a row, [1, queries, size]: a vector of Single, for instance another text's token vectors, or one vector.</summary>
    public string QueryColumnName { get; set; } = "query";

    /// <summary>The column with the mask of the queries, [1, queries]: a vector of Int64, 0 for queries that are not pooled. Null (default): all are.</summary>
    public string? QueryMaskColumnName { get; set; }

    /// <summary>The number of heads, which the weights do not say. Default: 1.</summary>
    public int Heads { get; set; } = 1;

    /// <summary>How the queries' results are pooled. Default: mean, which for one query is its result. None: they are kept.</summary>
    public TokenPooling Pooling { get; set; } = PoolingMode.Mean;

    internal override string LayerName => Name;

    internal override string QueryColumn => QueryColumnName;

    internal override string? QueryMaskColumn => QueryMaskColumnName;

    internal override TokenLayer Open(Func<LayerWeights> weights)
    {
        ArgumentNullException.ThrowIfNull(Pooling);
        ArgumentException.ThrowIfNullOrEmpty(QueryColumnName);
        var attention = new CrossAttention(weights(), Heads);
        if (attention.KeySize != attention.ValueSize)
            throw new BadInputException($"{WeightsPath}: keys are {attention.KeySize} long, values {attention.ValueSize}; both are the column '{LastHiddenStateColumnName}', so equal lengths are expected.") { Code = "layer.weights", File = WeightsPath };
        return new(
            attention.KeySize,
            attention.Size,
            Pooling,
            (tokens, queries) => attention.Apply(queries!.Vectors, tokens.Vectors, tokens.Vectors, tokens.Mask, 1, queries.Count, tokens.Count))
        {
            QuerySize = attention.Size,
        };
    }

    internal override void Write(BinaryWriter writer)
    {
        base.Write(writer);
        writer.Write(QueryColumnName);
        writer.WriteOptional(QueryMaskColumnName);
        writer.Write(Heads);
        writer.Write(Pooling.ToString());
    }

    internal override void Read(SavedReader reader)
    {
        base.Read(reader);
        QueryColumnName = reader.ReadString();
        QueryMaskColumnName = reader.ReadOptional();
        Heads = reader.ReadInt32();
        Pooling = TokenPooling.Parse(reader.ReadString());
    }
}
