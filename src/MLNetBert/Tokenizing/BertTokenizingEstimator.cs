namespace MLNetBert;

/// <summary>The estimator of <c>TokenizeBert</c>: text, or two columns of it, to the inputs that a model takes. There is nothing to learn.</summary>
public sealed class BertTokenizingEstimator : IEstimator<BertTokenizingTransformer>
{
    private readonly BertTokenizingTransformer _transformer;

    /// <summary>Makes the estimator with the tokenizer of <paramref name="model"/>; null: the embedded all-MiniLM-L6-v2.</summary>
    /// <exception cref="ArgumentException">A length leaves no room for a text, or is beyond the model's positions.</exception>
    /// <exception cref="BadInputException">The model's folder has no tokenizer.</exception>
    public BertTokenizingEstimator(BertModel? model, BertTokenizingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        BertModel used = OpenModel.Of(model).Model;
        options = options.Clone();
        options.MaxLength = Lengths.Check(used, options.MaxLength, options.Length, pair: options.TextPairColumnName != null);
        _transformer = new BertTokenizingTransformer(OpenTokenizer.Of(used), options, TokenPadder.Of(used.Tokenizer));
    }

    /// <summary>Checks the schema of <paramref name="input"/> and returns the transformer. Reads no rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or not text.</exception>
    public BertTokenizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.Bind(input.Schema);
        return _transformer;
    }

    /// <summary>The shape of the schema that the transformer will give.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or not text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (string name in _transformer.InputColumns)
            inputSchema.Require(name, "String", SchemaChecks.IsText);
        return inputSchema.With([.. _transformer.OutputColumns.Select(name => SchemaChecks.Shape(name, _transformer.OutputType))]);
    }
}
