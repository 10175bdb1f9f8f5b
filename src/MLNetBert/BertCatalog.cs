using Microsoft.Extensions.AI;
using Microsoft.ML.Transforms.Onnx;
using MLNetBert.Scoring;

namespace Microsoft.ML;

/// <summary>The stages of MLNetBert, beside ML.NET's own: <c>mlContext.Transforms.Text.FeaturizeBert(...)</c>.</summary>
public static class BertCatalog
{
    /// <summary>
    /// Text to its embedding in one stage: tokenizes, runs the model on texts of equal token length together, and pools. The embedding of a
    /// text, its features, is the same bits whatever else is in the batch.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add: a Single vector of known size.</param>
    /// <param name="inputColumnName">The text column; null: the same name as the output.</param>
    /// <param name="model">The model, which the caller closes; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="BadInputException">The model has no tokenizer.</exception>
    public static BertFeaturizingEstimator FeaturizeBert(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null, BertModel? model = null)
        => catalog.FeaturizeBert(new BertFeaturizingOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName }, model);

    /// <summary>Text to its embedding in one stage, with options.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; changing them later has no effect.</param>
    /// <param name="model">The model, which the caller closes; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="ArgumentException">An option does not fit.</exception>
    /// <exception cref="BadInputException">The model lacks what the options ask for, or the length is beyond its positions.</exception>
    public static BertFeaturizingEstimator FeaturizeBert(this TransformsCatalog.TextTransforms catalog, BertFeaturizingOptions options, BertModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(model, options, MLNetInternals.Environment(catalog));
    }

    /// <summary>
    /// Text to the vectors of any generator of Microsoft.Extensions.AI: a <see cref="BertEmbeddingGenerator"/>, or one that asks a service. It is given many texts at a time, and a text
    /// that comes again once. A pipeline with this stage cannot be saved.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="generator">The generator, which the caller closes.</param>
    /// <param name="outputColumnName">The column to add: a Single vector of known size.</param>
    /// <param name="inputColumnName">The text column; null: the same name as the output.</param>
    public static EmbeddingFeaturizingEstimator FeaturizeWith(this TransformsCatalog.TextTransforms catalog, IEmbeddingGenerator<string, Embedding<float>> generator, string outputColumnName, string? inputColumnName = null)
        => catalog.FeaturizeWith(generator, new EmbeddingFeaturizingOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName });

    /// <summary>Text to the vectors of any generator of Microsoft.Extensions.AI, with options.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="generator">The generator, which the caller closes.</param>
    /// <param name="options">The options; changing them later has no effect.</param>
    /// <exception cref="ArgumentException">An option does not fit.</exception>
    public static EmbeddingFeaturizingEstimator FeaturizeWith(this TransformsCatalog.TextTransforms catalog, IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingFeaturizingOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(generator, options);
    }

    /// <summary>
    /// What a fine-tuned model's own classification head says about texts: the columns Score and PredictedLabel, and Probability if there is one label, as ML.NET's evaluators read them.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="inputColumnName">The text column.</param>
    /// <param name="model">The model, a classifier or a reranker, which the caller closes.</param>
    /// <exception cref="BadInputException">The model has no tokenizer, or no head that gives one label or number.</exception>
    public static BertClassifyingEstimator ScoreBert(this TransformsCatalog.TextTransforms catalog, string inputColumnName, BertModel model)
        => catalog.ScoreBert(new BertClassifyingOptions { InputColumnName = inputColumnName }, model);

    /// <summary>What a fine-tuned model's own classification head says about texts, or pairs of texts, with options.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; changing them later has no effect.</param>
    /// <param name="model">The model, a classifier or a reranker, which the caller closes.</param>
    /// <exception cref="ArgumentException">An option does not fit.</exception>
    /// <exception cref="BadInputException">The model has no head that gives one label or number, or the length is beyond its positions.</exception>
    public static BertClassifyingEstimator ScoreBert(this TransformsCatalog.TextTransforms catalog, BertClassifyingOptions options, BertModel model)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(model, options, MLNetInternals.Environment(catalog));
    }

    /// <summary>Text to a model's inputs: the columns input_ids, attention_mask and token_type_ids, Int64 vectors as long as the text has tokens.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="inputColumnName">The text column.</param>
    /// <param name="model">The model whose tokenizer is used; null: the embedded all-MiniLM-L6-v2.</param>
    /// <param name="length">Pads and cuts every row to this many tokens; null: rows keep their own lengths.</param>
    /// <exception cref="ArgumentException">The length leaves no room for a text, or is beyond the model's positions.</exception>
    /// <exception cref="BadInputException">The model has no tokenizer.</exception>
    public static BertTokenizingEstimator TokenizeBert(this TransformsCatalog.TextTransforms catalog, string inputColumnName, BertModel? model = null, int? length = null)
        => catalog.TokenizeBert(new BertTokenizingOptions { InputColumnName = inputColumnName, Length = length }, model);

    /// <summary>Text, or two columns of it, to a model's inputs, with options.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; changing them later has no effect.</param>
    /// <param name="model">The model whose tokenizer is used; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="ArgumentException">A length leaves no room for a text, or is beyond the model's positions.</exception>
    /// <exception cref="BadInputException">The model has no tokenizer.</exception>
    public static BertTokenizingEstimator TokenizeBert(this TransformsCatalog.TextTransforms catalog, BertTokenizingOptions options, BertModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(model, options);
    }

    /// <summary>Pads, and cuts, the columns input_ids, attention_mask and token_type_ids together to a fixed length.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="length">The number of tokens of every row.</param>
    /// <param name="model">The model that determines side and padding id; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="ArgumentException">The length leaves no room for a text, or is beyond the model's positions.</exception>
    public static TokenPaddingEstimator PadTokens(this TransformsCatalog.TextTransforms catalog, int length, BertModel? model = null)
        => catalog.PadTokens(new TokenPaddingOptions { Length = length }, model);

    /// <summary>Pads ids, mask and types together to a fixed length or a multiple.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; changing them later has no effect.</param>
    /// <param name="model">The model that determines side and padding id; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="ArgumentException">Not exactly one of length and multiple is given, or it is out of range.</exception>
    public static TokenPaddingEstimator PadTokens(this TransformsCatalog.TextTransforms catalog, TokenPaddingOptions options, BertModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(model, options);
    }

    /// <summary>
    /// Runs the model with ML.NET's own OnnxTransformer, one row at a time: the columns input_ids, attention_mask and token_type_ids to
    /// last_hidden_state, the token embeddings, [1, tokens, hidden size]. Without padding the same bits as <c>FeaturizeBert</c>, after <c>PoolTokens</c>.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">The model, with the hidden layers that it was opened with; null: the embedded all-MiniLM-L6-v2.</param>
    /// <param name="length">The number of tokens that <c>TokenizeBert</c> or <c>PadTokens</c> brings every row to; null: rows keep their own lengths.</param>
    /// <remarks>
    /// If OnnxTransformer cannot take the model's file (float16 weights, weights in other files, other names, hidden layers), a file that it can
    /// take is written to a folder <c>mlnetbert-*</c> in the temporary folder, once per model, and deleted when the process ends. A saved pipeline
    /// contains the file and needs neither.
    /// </remarks>
    /// <exception cref="ArgumentException">The length is beyond the model's positions, or the model takes only another length.</exception>
    /// <exception cref="BadInputException">The model gives no token vectors, or computes in float16.</exception>
    public static OnnxScoringEstimator ApplyBertModel(this TransformsCatalog.TextTransforms catalog, BertModel? model = null, int? length = null)
        => catalog.ApplyBertModel(new BertScoringOptions { Length = length }, model);

    /// <summary>Runs the model with ML.NET's own OnnxTransformer, with options.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; changing them later has no effect.</param>
    /// <param name="model">The model, with the hidden layers that it was opened with; null: the embedded all-MiniLM-L6-v2.</param>
    /// <inheritdoc cref="ApplyBertModel(TransformsCatalog.TextTransforms, BertModel?, int?)" path="/remarks|/exception"/>
    public static OnnxScoringEstimator ApplyBertModel(this TransformsCatalog.TextTransforms catalog, BertScoringOptions options, BertModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return BertScoring.Estimator(MLNetInternals.Environment(catalog), model, options);
    }

    /// <summary>Token embeddings to one text embedding of known size: the columns last_hidden_state and attention_mask are read.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add: a Single vector of known size.</param>
    /// <param name="model">The model that determines hidden size, pooling and normalization; null: the embedded all-MiniLM-L6-v2.</param>
    /// <param name="pooling">The pooling; null: the model's.</param>
    /// <exception cref="ArgumentException">The pooling is not computed from token vectors.</exception>
    public static TokenPoolingEstimator PoolTokens(this TransformsCatalog.TextTransforms catalog, string outputColumnName, BertModel? model = null, TokenPooling? pooling = null)
        => catalog.PoolTokens(new TokenPoolingOptions { OutputColumnName = outputColumnName, Pooling = pooling }, model);

    /// <summary>Token embeddings to one text embedding of known size, with options.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; changing them later has no effect.</param>
    /// <param name="model">The model that determines hidden size, pooling and normalization; null: the embedded all-MiniLM-L6-v2.</param>
    /// <exception cref="ArgumentException">There is neither a mask nor an ids column, or the pooling is not computed from token vectors.</exception>
    public static TokenPoolingEstimator PoolTokens(this TransformsCatalog.TextTransforms catalog, TokenPoolingOptions options, BertModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(model, options);
    }
}
