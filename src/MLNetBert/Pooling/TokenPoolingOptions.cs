namespace MLNetBert;

/// <summary>The options of <c>PoolTokens</c>. Whatever is null comes from the model's folder.</summary>
public sealed class TokenPoolingOptions
{
    /// <summary>The column to add: a Single vector of known size, with slot names.</summary>
    public string OutputColumnName { get; set; } = "Features";

    /// <summary>The column with the token vectors of a row, [1, tokens, hidden size]: a vector of Single.</summary>
    public string LastHiddenStateColumnName { get; set; } = "last_hidden_state";

    /// <summary>The column with the attention mask of a row, [1, tokens]: a vector of Int64, 0 for tokens that do not count. Null: the ids say which are padding.</summary>
    public string? AttentionMaskColumnName { get; set; } = "attention_mask";

    /// <summary>The column with the token ids of a row, [1, tokens]: a vector of Int64. Null (default) if there is a mask; beside a mask, only its length is checked.</summary>
    public string? InputIdsColumnName { get; set; }

    /// <summary>The pooling, of modes that are computed from token vectors; null: <see cref="BertModel.DefaultPooling"/>.</summary>
    public TokenPooling? Pooling { get; set; }

    /// <summary>Whether vectors are scaled to unit length (L2); null: <see cref="BertModel.DefaultNormalize"/>.</summary>
    public bool? Normalize { get; set; }

    /// <summary>How many of a vector's values are kept, before it is scaled (Matryoshka); null: <see cref="BertModel.DefaultTruncateDim"/>, else all.</summary>
    public int? TruncateDim { get; set; }

    internal TokenPoolingOptions Clone() => (TokenPoolingOptions)MemberwiseClone();
}
