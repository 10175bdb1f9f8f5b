using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Tests;
using MLNetBert.Tests.Layers;

namespace MLNetBert.StageTests.Conformance;

/// <summary>A stage with data for it.</summary>
internal sealed record Stage(IDataView Data, IEstimator<ITransformer> Estimator)
{
    private ITransformer? _fitted;

    public ITransformer Fitted => _fitted ??= Estimator.Fit(Data);

    public IDataView View => Fitted.Transform(Data);
}

/// <summary>Every stage of the library, and stages of ML.NET's own, which the kit must find nothing wrong with.</summary>
internal static class Stages
{
    private const string FeaturizeWith = "FeaturizeWith";

    private static readonly MLContext ML = new(seed: 1);
    private static readonly ConcurrentDictionary<string, Lazy<Stage>> Made = [];

    public static readonly string[] Ours =
    [
        "FeaturizeBert", "FeaturizeBert pairs", "FeaturizeBert logits", "ScoreBert", "ScoreBert pairs", "ScoreBert of one label", "ScoreBert of a number", "TokenizeBert", "TokenizeBert pairs to a length", "PadTokens to a length", "PadTokens to a multiple", "PoolTokens",
        "ApplyMaskedLinear", "ApplyMaskedLinear none", "ApplyMaskedSoftmax", "ApplyAttentionPooling", "ApplyRecurrentLayer", "ApplyCrossAttention",
        "CorrectPrior", "CorrectPrior of two classes", FeaturizeWith,
    ];

    public static readonly string[] OfMLNet = ["ApplyBertModel", "Concatenate", "TokenizeIntoWords"];

    public static TheoryData<string> All => [.. Ours, .. OfMLNet];

    /// <summary>All that can be saved.</summary>
    public static TheoryData<string> Saved => [.. Ours.Where(stage => stage != FeaturizeWith), .. OfMLNet];

    public static Stage Get(string name) => Made.GetOrAdd(name, _ => new(() => Make(name))).Value;

    private static Stage Make(string name)
    {
        TransformsCatalog.TextTransforms text = ML.Transforms.Text;
        BertModel model = TinyModel.Bert;
        return name switch
        {
            "FeaturizeBert" => Texts(text.FeaturizeBert("Features", "Text", model)),
            "FeaturizeBert pairs" => Texts(text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", TextPairColumnName = "Second", MaxLength = 20, MemoCapacity = 5 }, model)),
            "FeaturizeBert logits" => Texts(text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", Activation = LogitActivation.Softmax }, TinyModel.Head(3))),
            FeaturizeWith => Texts(text.FeaturizeWith(new CountingGenerator(7), "Features", "Text")),
            "ScoreBert" => Texts(text.ScoreBert("Text", TinyModel.Head(3))),
            "ScoreBert pairs" => Texts(text.ScoreBert(new BertClassifyingOptions { TextPairColumnName = "Second", PredictedLabelColumnName = "Class", MaxLength = 20, MemoCapacity = 5 }, TinyModel.Head(2))),
            "ScoreBert of one label" => Texts(text.ScoreBert("Text", TinyModel.Head(1))),
            "ScoreBert of a number" => Texts(text.ScoreBert("Text", TinyModel.Head(1, "regression"))),
            "TokenizeBert" => Texts(text.TokenizeBert("Text", model)),
            "TokenizeBert pairs to a length" => Texts(text.TokenizeBert(new BertTokenizingOptions { InputColumnName = "Text", TextPairColumnName = "Second", Length = 16 }, model)),
            "TokenizeIntoWords" => Texts(text.TokenizeIntoWords("Words", "Text")),
            "CorrectPrior" => Texts(ML.MulticlassClassification.CorrectPrior([0.3, 0.3, 0.4], [0.6, 0.3, 0.1], "Vector")),
            "CorrectPrior of two classes" => Texts(ML.BinaryClassification.CorrectPrior(new PriorCorrectionOptions { ProbabilityColumnName = "Number", TrainingPriors = [0.5, 0.5], DataPriors = [0.8, 0.2], ClassNames = ["no", "yes"], Temperature = 1.5 })),
            "Concatenate" => Texts(ML.Transforms.Concatenate("Features", "Number", "Vector")),
            "PadTokens to a length" => Tokens(text.PadTokens(16, model)),
            "PadTokens to a multiple" => Tokens(text.PadTokens(new TokenPaddingOptions { MultipleOf = 8 }, model)),
            "ApplyBertModel" => Tokens(text.ApplyBertModel(model)),
            "PoolTokens" => Tokens(text.PoolTokens("Features", model)),
            "ApplyMaskedLinear" => Layer("masked_linear", new MaskedLinearOptions()),
            "ApplyMaskedLinear none" => Layer("masked_linear", new MaskedLinearOptions { Pooling = PoolingMode.None }),
            "ApplyMaskedSoftmax" => Layer("masked_softmax", new MaskedSoftmaxOptions { FeatureCount = 10 }),
            "ApplyAttentionPooling" => Layer("attention_pool_additive", new AttentionPoolingOptions { Scoring = AttentionScoring.Additive }),
            "ApplyRecurrentLayer" => Layer("lstm_l1_bi", new RecurrentLayerOptions()),
            "ApplyCrossAttention" => Layer("attention_bias", new CrossAttentionOptions { Heads = 4 }),
            _ => throw new ArgumentException(name),
        };
    }

    private static Stage Texts(IEstimator<ITransformer> estimator) => new(ML.Data.LoadFromEnumerable(StageTests.Texts.Rows(70)), estimator);

    private static Stage Tokens(IEstimator<ITransformer> estimator)
    {
        var random = new Random(7);
        TokenRow[] rows = [.. Enumerable.Range(0, 40).Select(i =>
        {
            int tokens = 2 + random.Next(12);
            return new TokenRow
            {
                Ids = [2, .. Enumerable.Range(0, tokens - 2).Select(_ => (long)random.Next(5, 40)), 3],
                Mask = [.. Enumerable.Repeat(1L, tokens)],
                Types = new long[tokens],
                State = [.. Enumerable.Range(0, tokens * TinyModel.Bert.HiddenSize).Select(_ => random.NextSingle() - 0.5f)],
            };
        })];
        return new(ML.Data.LoadFromEnumerable(rows), estimator);
    }

    private static Stage Layer(string name, TokenLayerOptions options)
    {
        if (options is WeightedLayerOptions weighted)
            weighted.WeightsPath = File.Exists(RepositoryFiles.Reference("layers", $"{name}.safetensors")) ? RepositoryFiles.Reference("layers", $"{name}.safetensors") : RepositoryFiles.Reference("layers", $"{name}.npz");
        bool hasQueries = options is CrossAttentionOptions;
        return new(ML.Data.LoadFromEnumerable(LayerStage.Rows(new LayerCase(name), hasQueries ? "key" : "x", hasQueries ? "query" : null)), new TokenLayerEstimator(options));
    }

    private sealed class TokenRow
    {
        [ColumnName("input_ids")]
        public long[] Ids { get; set; } = [];

        [ColumnName("attention_mask")]
        public long[] Mask { get; set; } = [];

        [ColumnName("token_type_ids")]
        public long[] Types { get; set; } = [];

        [ColumnName("last_hidden_state")]
        public float[] State { get; set; } = [];
    }
}
