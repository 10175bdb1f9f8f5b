namespace MLNetBert;

/// <summary>The options of <c>ApplyRecurrentLayer</c>: torch's RNN, GRU or LSTM over the tokens that count.</summary>
public sealed class RecurrentLayerOptions : WeightedLayerOptions
{
    internal const string Name = "RecurrentLayer";

    /// <summary>The kind of layer. Default: LSTM. The weights say how many layers and directions there are.</summary>
    public RecurrentKind Kind { get; set; } = RecurrentKind.Lstm;

    /// <summary>
    /// Null (default): the last layer's state after its last step, forward and backward joined (torch: h_n[-1], or
    /// cat(h_n[-2], h_n[-1])). Otherwise, how the last layer's states after each token are pooled; none: they are kept.
    /// </summary>
    public TokenPooling? Pooling { get; set; }

    internal override string LayerName => Name;

    internal override TokenLayer Open(Func<LayerWeights> weights)
    {
        var layer = new RecurrentLayer(weights(), Kind);
        int size = layer.Directions * layer.HiddenSize;
        bool last = Pooling == null;
        return new(layer.InputSize, size, Pooling, Run)
        {
            Slots = layer.Directions == 2 ? ["forward", "backward"] : ["forward"],
            Owned = layer,
        };

        float[] Run(TokenReader tokens, TokenReader? queries)
        {
            RecurrentOutput output = layer.Apply(tokens.Vectors, tokens.Mask, 1, tokens.Count);
            return last ? output.LastHidden[^size..] : output.Tokens;
        }
    }

    internal override void Write(BinaryWriter writer)
    {
        base.Write(writer);
        writer.Write((int)Kind);
        writer.WriteOptional(Pooling?.ToString());
    }

    internal override void Read(SavedReader reader)
    {
        base.Read(reader);
        Kind = reader.ReadEnum<RecurrentKind>();
        Pooling = reader.ReadOptional() is { } pooling ? TokenPooling.Parse(pooling) : null;
    }
}
