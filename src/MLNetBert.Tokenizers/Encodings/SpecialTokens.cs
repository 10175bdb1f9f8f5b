namespace MLNetBert.Tokenizers;

/// <summary>A token with a role: its text and its id.</summary>
/// <param name="Text">The token as written in the vocabulary.</param>
/// <param name="Id">Its id.</param>
public readonly record struct SpecialToken(string Text, int Id);

/// <summary>
/// The tokens with a role, from special_tokens_map.json and tokenizer_config.json, else by the names that BERT and RoBERTa
/// give them. Null if the vocabulary has none.
/// </summary>
public sealed record SpecialTokens
{
    /// <summary>The first token of a text for classification: [CLS], &lt;s&gt;.</summary>
    public SpecialToken? Cls { get; init; }

    /// <summary>Ends and separates texts: [SEP], &lt;/s&gt;.</summary>
    public SpecialToken? Sep { get; init; }

    /// <summary>Stands for a hidden token: [MASK], &lt;mask&gt;.</summary>
    public SpecialToken? Mask { get; init; }

    /// <summary>Stands for an unknown word: [UNK], &lt;unk&gt;.</summary>
    public SpecialToken? Unk { get; init; }

    /// <summary>The beginning of a text: &lt;s&gt;.</summary>
    public SpecialToken? Bos { get; init; }

    /// <summary>The end of a text: &lt;/s&gt;.</summary>
    public SpecialToken? Eos { get; init; }

    /// <summary>Padding: [PAD], &lt;pad&gt;.</summary>
    public SpecialToken? Pad { get; init; }
}
