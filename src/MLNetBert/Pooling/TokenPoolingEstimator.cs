namespace MLNetBert;

/// <summary>The estimator of <c>PoolTokens</c>: a row's token vectors to one vector, under the mask. There is nothing to learn.</summary>
public sealed class TokenPoolingEstimator : BertStageEstimator<TokenPoolingTransformer>
{
    /// <summary>Makes the estimator for the outputs of <paramref name="model"/>; null: the embedded all-MiniLM-L6-v2.</summary>
    /// <exception cref="BadInputException">The model's folder has modules behind its pooling, or modules that are not supported, and no pooling is given.</exception>
    /// <exception cref="ArgumentException">There is neither a mask nor an ids column, or the pooling is not computed from token vectors.</exception>
    public TokenPoolingEstimator(BertModel? model, TokenPoolingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        BertModel used = OpenModel.Of(model).Model;
        if (options.Pooling == null && used.Options.ApplyModules && WhyNot(used) is { } why)
            throw new BadInputException($"{used.Folder} has a module {why}.") { Code = "model.module", File = used.Folder };
        TokenPooling pooling = options.Pooling ?? used.DefaultPooling;
        int whole = pooling.Dimension(used.HiddenSize), kept = options.TruncateDim ?? Math.Min(used.DefaultTruncateDim ?? whole, whole);
        if (kept < 1 || kept > whole)
            throw new ArgumentException($"The vectors have {whole} values, so they cannot be cut to {kept}; choose 1 to {whole}.", nameof(options));
        Transformer = new TokenPoolingTransformer(options.Clone(), new(pooling, options.Normalize ?? used.DefaultNormalize, used.HiddenSize, used.PadTokenId, kept < whole ? kept : null));
    }

    private protected override TokenPoolingTransformer Transformer { get; }

    /// <summary>The module without which the pooled vectors would not be those that the model is meant to give, and what to do; null if there is none.</summary>
    private static string? WhyNot(BertModel model) => model switch
    {
        { UnsupportedModules: [var unknown, ..] } => $"{unknown}, which is not supported, so the vectors would not be those that the model is meant to give; give a pooling for those before it, or remove it from modules.json",
        { Modules: [.., not "WeightedLayerPooling" and var last] } => $"{last} that PoolTokens does not apply; use FeaturizeBert, which does, or give a pooling",
        _ => null,
    };

    private protected override SchemaShape.Column[] NewColumns(SchemaShape input)
    {
        TokenColumns.Require(input, Transformer.LastHiddenStateColumnName, Transformer.TokenColumnNames);
        return [SchemaChecks.Shape(Transformer.OutputColumnName, Transformer.OutputType, FeatureAnnotations.Shape(Transformer.Normalize))];
    }
}
