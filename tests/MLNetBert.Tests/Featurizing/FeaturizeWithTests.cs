using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

/// <summary>The stage over any generator of Microsoft.Extensions.AI.</summary>
public class FeaturizeWithTests
{
    private readonly MLContext _ml = new(seed: 1);

    private TransformsCatalog.TextTransforms Text => _ml.Transforms.Text;

    [Fact]
    public void A_models_generator_gives_what_FeaturizeBert_gives()
    {
        IDataView data = Data(Texts.Rows(150));
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(TinyModel.Bert));
        IDataView view = Text.FeaturizeWith(generator, "Features", "Text").Fit(data).Transform(data);
        Assert.Equal(Features(Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data).Transform(data)), Features(view));
        var type = (VectorDataViewType)view.Schema["Features"].Type;
        Assert.Equal((TinyModel.Bert.HiddenSize, true), (type.Size, type.IsKnownSize));
    }

    [Fact]
    public void Texts_are_asked_for_once_and_many_at_a_time()
    {
        Row[] rows = Texts.Rows(300);
        IDataView data = Data(rows);
        using CountingGenerator generator = new(5, metadata: true);
        EmbeddingFeaturizingEstimator estimator = Text.FeaturizeWith(generator, new EmbeddingFeaturizingOptions { InputColumnName = "Text", BatchSize = 40 });
        EmbeddingFeaturizingTransformer first = estimator.Fit(data);
        Assert.Empty(generator.Calls);
        Assert.Equal(rows.Select(row => CountingGenerator.VectorOf(row.Text!, 5)), Features(first.Transform(data)));
        Features(first.Transform(data));
        Features(estimator.Fit(data).Transform(data));

        string[] asked = [.. generator.Calls.SelectMany(texts => texts)];
        Assert.Equal(rows.Select(row => row.Text).Distinct().Order(), asked.Order());
        Assert.All(generator.Calls, texts => Assert.InRange(texts.Length, 1, 40));
        Assert.Contains(generator.Calls, texts => texts.Length == 40);
        Assert.Equal(900, first.MemoStatistics.Hits + first.MemoStatistics.Misses);
        Assert.InRange(first.MemoStatistics.Misses, asked.Length, 300);
    }

    [Fact]
    public void The_dimension_is_asked_once()
    {
        using CountingGenerator generator = new(5), known = new(6, metadata: true);
        EmbeddingFeaturizingEstimator estimator = Text.FeaturizeWith(generator, "Features", "Text");
        Assert.Empty(generator.Calls);
        IDataView data = Data(Texts.Rows(1));
        Assert.Equal((5, 5), (estimator.Fit(data).Dimension, estimator.Fit(data).Dimension));
        Assert.Single(Assert.Single(generator.Calls));
        Assert.Equal(6, Text.FeaturizeWith(known, "Features", "Text").Fit(data).Dimension);
        Assert.Empty(known.Calls);
    }

    [Fact]
    public void Options_reach_the_generator()
    {
        using CountingGenerator generator = new(5, metadata: true);
        EmbeddingGenerationOptions options = new() { Dimensions = 3, AdditionalProperties = new() { ["prompt"] = "query: " } };
        EmbeddingFeaturizingEstimator estimator = Text.FeaturizeWith(generator, new EmbeddingFeaturizingOptions { InputColumnName = "Text", GenerationOptions = options });
        options.Dimensions = 4;
        IDataView data = Data(Texts.Rows(4));
        Assert.All(Features(estimator.Fit(data).Transform(data)), vector => Assert.Equal(3, vector.Length));
        Assert.Equal("query: ", generator.LastOptions!.AdditionalProperties!["prompt"]);
    }

    [Fact]
    public void A_prediction_engine_asks_once_for_a_text()
    {
        using CountingGenerator generator = new(5, metadata: true);
        ITransformer model = Text.FeaturizeWith(generator, "Features", "Text").Fit(Data(Texts.Rows(1)));
        foreach (bool owns in (bool[])[true, false])
        {
            using PredictionEngine<Row, Features> engine = _ml.Model.CreatePredictionEngine<Row, Features>(model, new PredictionEngineOptions { OwnsTransformer = owns });
            foreach (string text in (string[])["a cat", "", "a cat", "the cat"])
                Assert.Equal(CountingGenerator.VectorOf(text, 5), engine.Predict(new Row { Text = text }).Values);
        }

        Assert.Equal(["a cat", "", "the cat"], generator.Calls.SelectMany(texts => texts));
    }

    [Fact]
    public void Without_memory_it_asks_again()
    {
        using CountingGenerator generator = new(5, metadata: true);
        IDataView data = Data([new Row { Text = "a" }, new Row { Text = "a" }, new Row { Text = null }]);
        EmbeddingFeaturizingTransformer model = Text.FeaturizeWith(generator, new EmbeddingFeaturizingOptions { InputColumnName = "Text", MemoCapacity = 0 }).Fit(data);
        Features(model.Transform(data));
        Features(model.Transform(data));
        // Equal texts of a window are one even so, and a missing text is an empty one.
        Assert.Equal([["a", ""], ["a", ""]], generator.Calls);
    }

    [Fact]
    public void Trainers_and_columns_behind_it_work()
    {
        IDataView data = Data(Texts.Rows(90));
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(TinyModel.Bert));
        ITransformer model = _ml.Transforms.Conversion.MapValueToKey("Label").Append(Text.FeaturizeWith(generator, "Features", "Text")).Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data);
        Assert.Equal(90, model.Transform(data).GetColumn<uint>("PredictedLabel").Count());
    }

    [Fact]
    public void It_says_in_a_sentence_that_it_cannot_be_saved()
    {
        IDataView data = Data(Texts.Rows(3));
        using CountingGenerator generator = new(5, metadata: true);
        ITransformer model = Text.FeaturizeWith(generator, "Features", "Text").Append(_ml.Transforms.Concatenate("All", "Features")).Fit(data);
        Exception refused = Record.Exception(() => _ml.Model.Save(model, data.Schema, new MemoryStream())).GetBaseException();
        Assert.IsType<InvalidOperationException>(refused);
        Assert.StartsWith("FeaturizeWith cannot be saved", refused.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message.Length - 1, refused.Message.IndexOf('.', StringComparison.Ordinal));
    }

    [Fact]
    public void A_generator_that_does_otherwise_than_it_says_is_an_error()
    {
        IDataView data = Data(Texts.Rows(3));
        using CountingGenerator few = new(5, metadata: true) { MissingEmbeddings = 1 }, narrow = new(5, metadata: true) { MissingValues = 2 }, broken = new(5, metadata: true) { Failure = new HttpRequestException("no route") };
        Assert.Contains("gave", Fails(few).Message, StringComparison.Ordinal);
        Assert.Contains("a vector of 3 values, but 5 are expected", Fails(narrow).Message, StringComparison.Ordinal);
        Assert.Equal("no route", Assert.IsType<HttpRequestException>(Fails(broken)).Message);

        // What failed is asked for again.
        broken.Failure = null;
        Assert.Equal(3, Features(Text.FeaturizeWith(broken, "Features", "Text").Fit(data).Transform(data)).Length);

        Exception Fails(CountingGenerator generator) => Record.Exception(() => Features(Text.FeaturizeWith(generator, "Features", "Text").Fit(data).Transform(data)))!.GetBaseException();
    }

    [Fact]
    public void It_does_not_wait_for_a_context_that_waits_for_it()
    {
        using CountingGenerator generator = new(5);
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new NeverContext());
        try
        {
            Assert.Equal(5, Text.FeaturizeWith(generator, "Features", "Text").Fit(Data(Texts.Rows(1))).Dimension);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Fact]
    public void Wrong_options_and_columns_are_refused()
    {
        using CountingGenerator generator = new(5, metadata: true);
        Assert.Throws<ArgumentNullException>(() => Text.FeaturizeWith(null!, "Features", "Text"));
        Assert.Throws<ArgumentException>(() => Text.FeaturizeWith(generator, "", "Text"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Text.FeaturizeWith(generator, new EmbeddingFeaturizingOptions { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Text.FeaturizeWith(generator, new EmbeddingFeaturizingOptions { Window = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Text.FeaturizeWith(generator, new EmbeddingFeaturizingOptions { MemoCapacity = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Text.FeaturizeWith(generator, "Features", "Number").Fit(Data(Texts.Rows(1))));
        Assert.Throws<ArgumentOutOfRangeException>(() => Text.FeaturizeWith(generator, "Features", "Nowhere").Fit(Data(Texts.Rows(1))));
    }

    private static float[][] Features(IDataView view) => [.. view.GetColumn<float[]>("Features")];

    private IDataView Data(Row[] rows) => _ml.Data.LoadFromEnumerable(rows);

    /// <summary>A context whose thread is blocked, as that of a window is which waits.</summary>
    private sealed class NeverContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
