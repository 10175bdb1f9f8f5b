namespace MLNetBert;

/// <summary>The options of <c>ApplyMaskedSoftmax</c>: for every feature, the softmax over the tokens that count, exactly 0 in the padding.</summary>
public sealed class MaskedSoftmaxOptions : TokenLayerOptions
{
    internal const string Name = "MaskedSoftmax";

    /// <summary>How many scores a token has; each has its own softmax. Default: 1.</summary>
    public int FeatureCount { get; set; } = 1;

    /// <summary>How the results are pooled; max says how much of the softmax falls on a single token. Default: none; they are kept.</summary>
    public TokenPooling Pooling { get; set; } = PoolingMode.None;

    internal override string LayerName => Name;

    internal override TokenLayer Open(Func<LayerWeights> weights)
    {
        ArgumentNullException.ThrowIfNull(Pooling);
        ArgumentOutOfRangeException.ThrowIfLessThan(FeatureCount, 1);
        int features = FeatureCount;
        return new(features, features, Pooling, (tokens, _) => MaskedSoftmax.Apply(tokens.Vectors, tokens.Mask, 1, tokens.Count, features));
    }

    internal override void Write(BinaryWriter writer)
    {
        base.Write(writer);
        writer.Write(FeatureCount);
        writer.Write(Pooling.ToString());
    }

    internal override void Read(SavedReader reader)
    {
        base.Read(reader);
        FeatureCount = reader.ReadInt32();
        Pooling = TokenPooling.Parse(reader.ReadString());
    }
}
