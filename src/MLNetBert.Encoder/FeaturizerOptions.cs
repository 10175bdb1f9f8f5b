using MLNetBert.Tokenizers;

namespace MLNetBert;

/// <summary>How texts become features; everything unset comes from the model's folder.</summary>
public sealed record FeaturizerOptions
{
    /// <summary>The pooling; null: <see cref="BertModel.DefaultPooling"/>.</summary>
    public TokenPooling? Pooling { get; init; }

    /// <summary>Whether vectors are brought to unit length (L2); null: <see cref="BertModel.DefaultNormalize"/>. With pooling none each token's vector.</summary>
    public bool? Normalize { get; init; }

    /// <summary>The number of tokens, special ones included, that longer texts are cut to; null: <see cref="BertModel.MaxLength"/>.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Which text of a pair is cut. A pair that cannot be cut so is refused (<see cref="BadInputException"/>). Default longest first.</summary>
    public TruncationStrategy Truncation { get; init; }

    /// <summary>How many texts run at the same time; null: one a core. The features are the same bits whatever it is.</summary>
    public int? Threads { get; init; }

    /// <summary>How many texts are read ahead, so that those of equal length run together. The features are the same bits whatever it is.</summary>
    public int Window { get; init; } = 2048;
}
