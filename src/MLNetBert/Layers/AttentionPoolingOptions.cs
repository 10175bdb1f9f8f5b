namespace MLNetBert;

/// <summary>The options of <c>ApplyAttentionPooling</c>: the sum of the tokens' vectors, weighted by the softmax of their scores.</summary>
public sealed class AttentionPoolingOptions : WeightedLayerOptions
{
    internal const string Name = "AttentionPooling";

    /// <summary>How tokens are scored. Default: dot.</summary>
    public AttentionScoring Scoring { get; set; }

    /// <summary>
    /// The query of dot and scaled dot, as long as a token's vector; null: the array <c>query</c> [size] of the weights. Additive has none:
    /// it takes <c>weight</c> [n, size], <c>v</c> [n] and, if there is one, <c>bias</c> [n] from the weights.
    /// </summary>
    public float[]? Query { get; set; }

    internal override string LayerName => Name;

    internal override TokenLayer Open(Func<LayerWeights> weights)
    {
        if (Scoring == AttentionScoring.Additive && Query != null)
            throw new ArgumentException($"{nameof(Query)} is given, but additive attention takes 'weight' and 'v' from the weights; leave it out, or choose another {nameof(Scoring)}.");
        AttentionPooling pooling = Scoring switch
        {
            AttentionScoring.Dot => AttentionPooling.Dot(Query ?? weights().Read("query", -1)),
            AttentionScoring.ScaledDot => AttentionPooling.ScaledDot(Query ?? weights().Read("query", -1)),
            AttentionScoring.Additive => AttentionPooling.Additive(weights()),
            _ => throw new ArgumentOutOfRangeException(nameof(Scoring), Scoring, "The scoring is unknown; choose Dot, ScaledDot or Additive."),
        };
        return new(pooling.Size, pooling.Size, null, (tokens, _) => pooling.Apply(tokens.Vectors, tokens.Mask, 1, tokens.Count)) { Slots = ["attention"] };
    }

    internal override void Write(BinaryWriter writer)
    {
        base.Write(writer);
        writer.Write((int)Scoring);
        writer.Write(Query?.Length ?? 0);
        writer.Write(MemoryMarshal.AsBytes<float>(Query));
    }

    internal override void Read(SavedReader reader)
    {
        base.Read(reader);
        Scoring = reader.ReadEnum<AttentionScoring>();
        if (reader.ReadCount(sizeof(float)) is > 0 and var length)
            Query = MemoryMarshal.Cast<byte, float>(reader.ReadBytes(sizeof(float) * length)).ToArray();
    }
}
