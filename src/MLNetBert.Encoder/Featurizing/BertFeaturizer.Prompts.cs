namespace MLNetBert;

/// <content>Prompts, and how much of a vector is kept.</content>
public sealed partial class BertFeaturizer
{
    /// <summary>What is put in front of every text that has no prompt of its own; empty: nothing.</summary>
    public string Prompt => _prompts.Usual;

    /// <summary>A text with the model's prompt for queries, as sentence-transformers' encode_query has it: the one named "query", else none.</summary>
    public TextInput Query(string text) => new(text) { Prompt = Model.Prompts.GetValueOrDefault("query", "") };

    /// <summary>A text with the model's prompt for documents, as sentence-transformers' encode_document has it: the one named "document", else none.</summary>
    public TextInput Document(string text) => new(text) { Prompt = Model.Prompts.GetValueOrDefault("document", "") };

    /// <summary>The features of a text, or pair, with a prompt of its own: <see cref="Dimension"/> values; with pooling none, that many per token.</summary>
    /// <exception cref="BadInputException">The text cannot be cut as the options ask, or the model fails.</exception>
    public float[] Featurize(TextInput text)
    {
        ArgumentNullException.ThrowIfNull(text.Text, nameof(text));
        return RunOne(text.Text, text.TextPair, text.TextPair != null, static (vector, _) => vector.ToArray(), default, text.Prompt);
    }

    private int CutDimension(int whole)
    {
        bool tokenLevel = Pooling.Modes[0] == PoolingMode.None, cuts = !tokenLevel && !HasLogits;
        if (Options.TruncateDim is not int asked)
            return Model.DefaultTruncateDim is int usual && cuts ? Math.Min(usual, whole) : whole;
        if (tokenLevel)
            throw new BadInputException("The pooling none gives every token's vector whole; leave the truncated dimension out, or choose another pooling.") { Code = "option.conflict", Key = nameof(FeaturizerOptions.TruncateDim) };
        if (HasLogits && asked != whole)
            throw new BadInputException($"The pooling {Pooling} has logits, of which no label can be left out; leave the truncated dimension out, or choose another pooling.") { Code = "option.conflict", Key = nameof(FeaturizerOptions.TruncateDim) };
        return asked >= 1 && asked <= whole ? asked : throw new BadInputException($"The vectors have {whole} values, so they cannot be cut to {asked}; choose 1 to {whole}.") { Code = "option.value", Key = nameof(FeaturizerOptions.TruncateDim) };
    }
}
