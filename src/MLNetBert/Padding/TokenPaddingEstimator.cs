namespace MLNetBert;

/// <summary>
/// The estimator of <c>PadTokens</c>: brings ids, mask and types together to a fixed length or a multiple. The model's folder
/// determines the side and the id of padding; cutting follows the tokenizer's own rule. There is nothing to learn.
/// </summary>
public sealed class TokenPaddingEstimator : IEstimator<TokenPaddingTransformer>
{
    private readonly TokenPaddingTransformer _transformer;

    /// <summary>Makes the estimator for the inputs of <paramref name="model"/>; null: the embedded all-MiniLM-L6-v2.</summary>
    /// <exception cref="ArgumentException">Not exactly one of Length and MultipleOf is given, or it is out of range.</exception>
    /// <exception cref="BadInputException">The model's folder has no tokenizer.</exception>
    public TokenPaddingEstimator(BertModel? model, TokenPaddingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Length == null == (options.MultipleOf == null))
            throw new ArgumentException("Give either Length or MultipleOf to pad tokens to, and not both.", nameof(options));
        if (options.MultipleOf < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.MultipleOf, "MultipleOf is 1 or more.");
        BertModel used = OpenModel.Of(model).Model;
        if (options.Length != null)
            Lengths.Check(used, null, options.Length, pair: false);
        _transformer = new TokenPaddingTransformer(options.Clone(), TokenPadder.Of(used.Tokenizer), used.MaxPositions ?? int.MaxValue);
    }

    /// <summary>Checks the schema of <paramref name="input"/> and returns the transformer. Reads no rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or not a vector of Int64.</exception>
    public TokenPaddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.Bind(input.Schema);
        return _transformer;
    }

    /// <summary>The shape of the schema that the transformer will give.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or not a vector of Int64.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (string name in _transformer.Columns)
            inputSchema.Require(name, "Vector<Int64>", column => SchemaChecks.IsVectorOf(column, NumberDataViewType.Int64));
        return inputSchema.With([.. _transformer.Columns.Select(name => SchemaChecks.Shape(name, _transformer.OutputType))]);
    }
}
