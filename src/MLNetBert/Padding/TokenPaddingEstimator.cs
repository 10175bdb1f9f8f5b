namespace MLNetBert;

/// <summary>
/// The estimator of <c>PadTokens</c>: brings ids, mask and types together to a fixed length or a multiple. The model's folder
/// determines the side and the id of padding; cutting follows the tokenizer's own rule. There is nothing to learn.
/// </summary>
public sealed class TokenPaddingEstimator : BertStageEstimator<TokenPaddingTransformer>
{
    /// <summary>Makes the estimator for the inputs of <paramref name="model"/>; null: the embedded all-MiniLM-L6-v2.</summary>
    /// <exception cref="ArgumentException">Not exactly one of Length and MultipleOf is given, or it is out of range.</exception>
    /// <exception cref="BadInputException">The model's folder has no tokenizer.</exception>
    public TokenPaddingEstimator(BertModel? model, TokenPaddingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Length == null == (options.MultipleOf == null))
            throw new ArgumentException("Give either Length or MultipleOf to pad tokens to, and not both.", nameof(options));
        if (options.MultipleOf < 1)
            throw new ArgumentOutOfRangeException(nameof(options), $"{options.MultipleOf}", "MultipleOf is 1 or more.");
        BertModel used = OpenModel.Of(model).Model;
        if (options.Length != null)
            Lengths.Check(used, null, options.Length, pair: false);
        Transformer = new TokenPaddingTransformer(options.Clone(), TokenPadder.Of(used.Tokenizer), used.MaxPositions ?? int.MaxValue);
    }

    private protected override TokenPaddingTransformer Transformer { get; }

    private protected override SchemaShape.Column[] NewColumns(SchemaShape input)
    {
        foreach (string name in Transformer.Columns)
            input.Require(name, "Vector<Int64>", column => SchemaChecks.IsVectorOf(column, NumberDataViewType.Int64));
        return [.. Transformer.Columns.Select(name => SchemaChecks.Shape(name, Transformer.OutputType))];
    }
}
