namespace MLNetBert;

/// <summary>The options of <c>ApplyBertModel</c>.</summary>
public sealed class BertScoringOptions
{
    /// <summary>The column with the token ids of a row: a vector of Int64, of known size if <see cref="Length"/> is given.</summary>
    public string InputIdsColumnName { get; set; } = "input_ids";

    /// <summary>The column with the attention mask, as long as the ids. Not read if the model takes none.</summary>
    public string AttentionMaskColumnName { get; set; } = "attention_mask";

    /// <summary>The column with the token types, as long as the ids. Not read if the model takes none.</summary>
    public string TokenTypeIdsColumnName { get; set; } = "token_type_ids";

    /// <summary>The column to add with the token vectors of a row, [1, tokens, hidden size]: a vector of Single.</summary>
    public string LastHiddenStateColumnName { get; set; } = "last_hidden_state";

    /// <summary>
    /// The number of tokens that <c>TokenizeBert</c> or <c>PadTokens</c> brings every row to; null (default): rows have their own lengths,
    /// unless the model takes only one length, which is then used.
    /// </summary>
    public int? Length { get; set; }

    /// <summary>The GPU to run on, as <c>ApplyOnnxModel</c> takes it; null: the context's, which is usually none.</summary>
    public int? GpuDeviceId { get; set; }

    /// <summary>Whether to run on the CPU if the GPU cannot be used. Default: no; that is an error.</summary>
    public bool FallbackToCpu { get; set; }
}
