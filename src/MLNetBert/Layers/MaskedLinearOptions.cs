namespace MLNetBert;

/// <summary>The options of <c>ApplyMaskedLinear</c>: torch.nn.Linear on every token that counts, then pooling.</summary>
public sealed class MaskedLinearOptions : WeightedLayerOptions
{
    internal const string Name = "MaskedLinear";

    /// <summary>How the tokens' results are pooled. Default: mean. None: they are kept, with zeros in the padding.</summary>
    public TokenPooling Pooling { get; set; } = PoolingMode.Mean;

    internal override string LayerName => Name;

    internal override TokenLayer Open(Func<LayerWeights> weights)
    {
        ArgumentNullException.ThrowIfNull(Pooling);
        var linear = new MaskedLinear(weights());
        return new(linear.InputSize, linear.OutputSize, Pooling, (tokens, _) => linear.Apply(tokens.Vectors, tokens.Mask, 1, tokens.Count));
    }

    internal override void Write(BinaryWriter writer)
    {
        base.Write(writer);
        writer.Write(Pooling.ToString());
    }

    internal override void Read(SavedReader reader)
    {
        base.Read(reader);
        Pooling = TokenPooling.Parse(reader.ReadString());
    }
}
