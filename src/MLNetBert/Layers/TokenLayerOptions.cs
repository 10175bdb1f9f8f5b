namespace MLNetBert;

/// <summary>What the options of all layer stages have in common: the columns.</summary>
public abstract class TokenLayerOptions
{
    private protected TokenLayerOptions()
    {
    }

    /// <summary>The column to add: a Single vector of known size, with slot names; with pooling none, [1, tokens, size], as long as the row.</summary>
    public string OutputColumnName { get; set; } = "Features";

    /// <summary>The column with the token vectors of a row, [1, tokens, size]: a vector of Single.</summary>
    public string LastHiddenStateColumnName { get; set; } = "last_hidden_state";

    /// <summary>The column with the attention mask of a row, [1, tokens]: a vector of Int64, 0 for tokens that do not count. Null: all count.</summary>
    public string? AttentionMaskColumnName { get; set; } = "attention_mask";

    /// <summary>The layer's name in saved stages.</summary>
    internal abstract string LayerName { get; }

    internal virtual string? QueryColumn => null;

    internal virtual string? QueryMaskColumn => null;

    /// <summary>Makes the layer; <paramref name="weights"/> opens the weights, once.</summary>
    internal abstract TokenLayer Open(Func<LayerWeights> weights);

    internal virtual LayerWeights OpenWeights() => throw new NotSupportedException($"{LayerName} has no weights.");

    internal virtual void Write(BinaryWriter writer)
    {
        writer.Write(OutputColumnName);
        writer.Write(LastHiddenStateColumnName);
        writer.WriteOptional(AttentionMaskColumnName);
    }

    internal virtual void Read(SavedReader reader)
    {
        OutputColumnName = reader.ReadString();
        LastHiddenStateColumnName = reader.ReadString();
        AttentionMaskColumnName = reader.ReadOptional();
    }

    internal TokenLayerOptions Clone() => (TokenLayerOptions)MemberwiseClone();
}
