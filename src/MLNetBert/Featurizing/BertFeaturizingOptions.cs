namespace MLNetBert;

/// <summary>The options of <c>FeaturizeBert</c>. Whatever is null comes from the model's folder.</summary>
public sealed class BertFeaturizingOptions : BertTextOptions
{
    /// <summary>The column to add: a Single vector of known size, with slot names.</summary>
    public string OutputColumnName { get; set; } = "Features";

    /// <summary>The text column; null: the same name as the output.</summary>
    public string? InputColumnName { get; set; }

    /// <summary>
    /// The layers whose token vectors are pooled, such as -2 or <see cref="HiddenLayers.Average"/>; null: those of the model. Any other
    /// choice is a view of the model (<see cref="BertModel.WithHiddenLayer"/>), opened once and closed with it.
    /// </summary>
    public HiddenLayers? HiddenLayer { get; set; }

    /// <summary>The pooling; null: <see cref="BertModel.DefaultPooling"/>. Not none, whose vectors have no known size.</summary>
    public TokenPooling? Pooling { get; set; }

    /// <summary>What is made of the logits of the pooling logits; other poolings take none. Default: none.</summary>
    public LogitActivation Activation { get; set; }

    /// <summary>Whether vectors are scaled to unit length (L2); null: <see cref="BertModel.DefaultNormalize"/>, or no with the pooling logits.</summary>
    public bool? Normalize { get; set; }

    /// <summary>How many of a vector's values are kept, before it is scaled (Matryoshka); null: <see cref="BertModel.DefaultTruncateDim"/>, else all.</summary>
    public int? TruncateDim { get; set; }

    internal override string TextColumnName => InputColumnName ?? OutputColumnName;

    internal BertFeaturizingOptions Clone() => (BertFeaturizingOptions)MemberwiseClone();
}
