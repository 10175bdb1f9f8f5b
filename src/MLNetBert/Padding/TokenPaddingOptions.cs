namespace MLNetBert;

/// <summary>The options of <c>PadTokens</c>: exactly one of <see cref="Length"/> and <see cref="MultipleOf"/> is given.</summary>
public sealed class TokenPaddingOptions
{
    /// <summary>The column with the token ids, an Int64 vector; replaced by one of the same name.</summary>
    public string InputIdsColumnName { get; set; } = "input_ids";

    /// <summary>The column with the attention mask, as long as the ids in every row; replaced by one of the same name. Where it is 0, there is already padding, which is not kept.</summary>
    public string AttentionMaskColumnName { get; set; } = "attention_mask";

    /// <summary>The column with the token types, as long as the ids in every row; replaced by one of the same name. Null: there is none.</summary>
    public string? TokenTypeIdsColumnName { get; set; } = "token_type_ids";

    /// <summary>Every row gets exactly this length: shorter ones are padded, and longer ones cut. The columns become vectors of known size.</summary>
    public int? Length { get; set; }

    /// <summary>Every row is padded to the next multiple of this; none is cut, unless the multiple is beyond the model's positions.</summary>
    public int? MultipleOf { get; set; }

    internal TokenPaddingOptions Clone() => (TokenPaddingOptions)MemberwiseClone();
}
