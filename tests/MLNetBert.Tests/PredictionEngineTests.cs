using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

public class PredictionEngineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Gives_the_bits_of_the_batch()
    {
        var rows = Texts.Rows(100);
        var (model, expected) = Fit(rows, TinyModel.Bert);
        using var engine = Engine(model);
        var prediction = new Features();

        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(expected[i], engine.Predict(rows[i]).Values);
            engine.Predict(rows[i], ref prediction);
            Assert.Equal(expected[i], prediction.Values);
        }
    }

    [Fact]
    public void Gives_the_bits_of_the_batch_on_the_real_model()
    {
        var rows = Texts.Rows(24, seed: 5);
        using var bert = BertModel.Open();
        var (model, expected) = Fit(rows, bert);
        using var engine = Engine(model);

        for (var i = 0; i < rows.Length; i++)
            Assert.Equal(expected[i], engine.Predict(rows[i]).Values);
    }

    [Fact]
    public void Sixteen_engines_on_sixteen_threads_give_the_same_bits()
    {
        var rows = Texts.Rows(60);
        var (model, expected) = Fit(rows, TinyModel.Bert);

        OnThreads(16, thread =>
        {
            var engine = Engine(model);
            for (var i = 0; i < rows.Length; i++)
            {
                var at = (i + (thread * 7)) % rows.Length;
                Assert.Equal(expected[at], engine.Predict(rows[at]).Values);
            }
        });
    }

    [Fact]
    public void Sixteen_threads_transform_through_one_model_with_the_same_bits()
    {
        var rows = Texts.Rows(150);
        // No memory of vectors, so that all of them are computed by all threads.
        var data = _ml.Data.LoadFromEnumerable(rows);
        var options = new BertFeaturizingEstimator.Options { InputColumnName = "Text", MemoCapacity = 0 };
        var model = _ml.Transforms.Text.FeaturizeBert(options, TinyModel.Bert).Fit(data);
        var expected = model.Transform(data).GetColumn<float[]>("Features").ToArray();

        OnThreads(16, _ => Assert.Equal(expected, model.Transform(data).GetColumn<float[]>("Features")));
    }

    private static void OnThreads(int count, Action<int> action)
    {
        var errors = new Exception?[count];
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() => errors[i] = Record.Exception(() => action(i)))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.All(errors, Assert.Null);
    }

    private PredictionEngine<Row, Features> Engine(ITransformer model)
        => _ml.Model.CreatePredictionEngine<Row, Features>(model, new PredictionEngineOptions { OwnsTransformer = false });

    private (ITransformer Model, float[][] Expected) Fit(Row[] rows, BertModel bert)
    {
        var data = _ml.Data.LoadFromEnumerable(rows);
        var model = _ml.Transforms.Conversion.MapValueToKey("Label").Append(_ml.Transforms.Text.FeaturizeBert("Features", "Text", bert)).Fit(data);
        return (model, [.. model.Transform(data).GetColumn<float[]>("Features")]);
    }
}
