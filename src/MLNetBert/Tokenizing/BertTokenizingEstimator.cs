namespace MLNetBert;

/// <summary>The estimator of <c>TokenizeBert</c>: text, or two columns of it, to the inputs that a model takes. There is nothing to learn.</summary>
public sealed class BertTokenizingEstimator : BertStageEstimator<BertTokenizingTransformer>
{
    /// <summary>Makes the estimator with the tokenizer of <paramref name="model"/>; null: the embedded all-MiniLM-L6-v2.</summary>
    /// <exception cref="ArgumentException">A length leaves no room for a text, or is beyond the model's positions.</exception>
    /// <exception cref="BadInputException">The model's folder has no tokenizer, lacks the prompt, or pools without its tokens.</exception>
    public BertTokenizingEstimator(BertModel? model, BertTokenizingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        BertModel used = OpenModel.Of(model).Model;
        options = options.Clone();
        options.Prompt ??= used.FindPrompt(options.PromptName);
        if (options.Prompt.Length > 0 && !used.IncludesPrompt)
            throw new BadInputException($"{used.Folder} pools texts without the tokens of their prompt (include_prompt is false), which separate stages cannot know; use FeaturizeBert, or an empty Prompt.") { Code = "option.conflict", Key = nameof(BertTokenizingOptions.Prompt) };
        options.MaxLength = Lengths.Check(used, options.MaxLength, options.Length, pair: options.TextPairColumnName != null);
        Transformer = new BertTokenizingTransformer(OpenTokenizer.Of(used), options, TokenPadder.Of(used.Tokenizer));
    }

    private protected override BertTokenizingTransformer Transformer { get; }

    private protected override SchemaShape.Column[] NewColumns(SchemaShape input)
    {
        foreach (string name in Transformer.InputColumns)
            input.Require(name, "String", SchemaChecks.IsText);
        return [.. Transformer.OutputColumns.Select(name => SchemaChecks.Shape(name, Transformer.OutputType))];
    }
}
