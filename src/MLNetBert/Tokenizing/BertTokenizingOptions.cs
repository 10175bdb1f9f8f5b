namespace MLNetBert;

/// <summary>The options of <c>TokenizeBert</c>. Whatever is null comes from the model's folder.</summary>
public sealed class BertTokenizingOptions
{
    /// <summary>The text column.</summary>
    public string InputColumnName { get; set; } = "Text";

    /// <summary>The text column with the second text of each pair; null: single texts. A row whose second text is empty is a pair too.</summary>
    public string? TextPairColumnName { get; set; }

    /// <summary>The column to add with the token ids, an Int64 vector, of known size if <see cref="Length"/> is given.</summary>
    public string InputIdsColumnName { get; set; } = "input_ids";

    /// <summary>The column to add with the attention mask, 1 for tokens and 0 for padding; as long as the ids.</summary>
    public string AttentionMaskColumnName { get; set; } = "attention_mask";

    /// <summary>The column to add with the token types; as long as the ids.</summary>
    public string TokenTypeIdsColumnName { get; set; } = "token_type_ids";

    /// <summary>The number of tokens, special ones included, that longer texts are cut to (longest_first for pairs); null: <see cref="BertModel.MaxLength"/>.</summary>
    public int? MaxLength { get; set; }

    /// <summary>Pads every row to this length, and cuts longer ones to it; null (default): rows keep their own lengths.</summary>
    public int? Length { get; set; }

    /// <summary>What is put in front of every text, or the first of a pair; empty: nothing; null: <see cref="PromptName"/>.</summary>
    public string? Prompt { get; set; }

    /// <summary>The name of one of <see cref="BertModel.Prompts"/>, such as query; null: <see cref="BertModel.DefaultPromptName"/>.</summary>
    public string? PromptName { get; set; }

    /// <summary>Whether a saved model contains the tokenizer's files (the default), or only their folder's path and their hashes.</summary>
    public bool SaveModelFiles { get; set; } = true;

    internal BertTokenizingOptions Clone() => (BertTokenizingOptions)MemberwiseClone();
}
