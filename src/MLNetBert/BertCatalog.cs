using MLNetBert;

namespace Microsoft.ML;

/// <summary>The stages of MLNetBert, beside ML.NET's own: <c>mlContext.Transforms.Text.FeaturizeBert(...)</c>.</summary>
public static class BertCatalog
{
    /// <summary>
    /// Text to features in one stage: tokenizes, runs the model on texts of equal token length together, pools. The features of a
    /// text are the same bits whatever stands beside it.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add: a Single vector of known size.</param>
    /// <param name="inputColumnName">The text column; null: named as the output.</param>
    /// <param name="model">The model, which stays the caller's to close; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="BadInputException">The model has no tokenizer.</exception>
    public static BertFeaturizingEstimator FeaturizeBert(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, BertModel? model = null)
        => catalog.FeaturizeBert(new BertFeaturizingEstimator.Options { OutputColumnName = outputColumnName, InputColumnName = inputColumnName }, model);

    /// <summary>Text to features in one stage, with options.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; later changes of them have no effect.</param>
    /// <param name="model">The model, which stays the caller's to close; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="ArgumentException">An option does not fit.</exception>
    /// <exception cref="BadInputException">The model lacks what the options ask for, or the length is beyond its positions.</exception>
    public static BertFeaturizingEstimator FeaturizeBert(this TransformsCatalog.TextTransforms catalog, BertFeaturizingEstimator.Options options, BertModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(model, options);
    }

    /// <summary>Text to a model's inputs: the columns input_ids, attention_mask and token_type_ids, Int64 vectors as long as the text has tokens.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="inputColumnName">The text column.</param>
    /// <param name="model">The model whose tokenizer is used; null: the embedded all-MiniLM-L6-v2.</param>
    /// <param name="length">Pads and cuts every row to this many tokens; null: rows keep their own lengths.</param>
    /// <exception cref="ArgumentException">The length leaves no room for a text, or is beyond the model's positions.</exception>
    /// <exception cref="BadInputException">The model has no tokenizer.</exception>
    public static BertTokenizingEstimator TokenizeBert(this TransformsCatalog.TextTransforms catalog, string inputColumnName, BertModel? model = null, int? length = null)
        => catalog.TokenizeBert(new BertTokenizingEstimator.Options { InputColumnName = inputColumnName, Length = length }, model);

    /// <summary>Text, or two columns of it, to a model's inputs, with options.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; later changes of them have no effect.</param>
    /// <param name="model">The model whose tokenizer is used; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="ArgumentException">A length leaves no room for a text, or is beyond the model's positions.</exception>
    /// <exception cref="BadInputException">The model has no tokenizer.</exception>
    public static BertTokenizingEstimator TokenizeBert(this TransformsCatalog.TextTransforms catalog, BertTokenizingEstimator.Options options, BertModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(model, options);
    }

    /// <summary>Pads, and cuts, the columns input_ids, attention_mask and token_type_ids together to a fixed length.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="length">The number of tokens of every row.</param>
    /// <param name="model">The model that says side and padding id; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="ArgumentException">The length leaves no room for a text, or is beyond the model's positions.</exception>
    public static TokenPaddingEstimator PadTokens(this TransformsCatalog.TextTransforms catalog, int length, BertModel? model = null)
        => catalog.PadTokens(new TokenPaddingEstimator.Options { Length = length }, model);

    /// <summary>Pads ids, mask and types together to a fixed length or a multiple.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; later changes of them have no effect.</param>
    /// <param name="model">The model that says side and padding id; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="ArgumentException">Not exactly one of length and multiple is given, or it is out of range.</exception>
    public static TokenPaddingEstimator PadTokens(this TransformsCatalog.TextTransforms catalog, TokenPaddingEstimator.Options options, BertModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(model, options);
    }

    /// <summary>Token vectors to one vector of known size: the columns last_hidden_state and attention_mask are read.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add: a Single vector of known size.</param>
    /// <param name="model">The model that says hidden size, pooling and normalization; null: the embedded all-MiniLM-L6-v2.</param>
    /// <param name="pooling">The pooling; null: the model's.</param>
    /// <exception cref="ArgumentException">The pooling is not computed from token vectors.</exception>
    public static TokenPoolingEstimator PoolTokens(this TransformsCatalog.TextTransforms catalog, string outputColumnName, BertModel? model = null, TokenPooling? pooling = null)
        => catalog.PoolTokens(new TokenPoolingEstimator.Options { OutputColumnName = outputColumnName, Pooling = pooling }, model);

    /// <summary>Token vectors to one vector of known size, with options.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; later changes of them have no effect.</param>
    /// <param name="model">The model that says hidden size, pooling and normalization; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="ArgumentException">There is neither a mask nor an ids column, or the pooling is not computed from token vectors.</exception>
    public static TokenPoolingEstimator PoolTokens(this TransformsCatalog.TextTransforms catalog, TokenPoolingEstimator.Options options, BertModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(model, options);
    }
}
