using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

public class PredictionEngineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Gives_the_bits_of_the_batch()
    {
        Row[] rows = Texts.Rows(100);
        (ITransformer? model, float[][]? expected) = Fit(rows, TinyModel.Bert);
        using PredictionEngine<Row, Features> engine = Engine(model);
        var prediction = new Features();

        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(expected[i], engine.Predict(rows[i]).Values);
            engine.Predict(rows[i], ref prediction);
            Assert.Equal(expected[i], prediction.Values);
        }
    }

    [Fact]
    public void Gives_the_bits_of_the_batch_on_the_real_model()
    {
        Row[] rows = Texts.Rows(24, seed: 5);
        using var bert = BertModel.Open();
        (ITransformer? model, float[][]? expected) = Fit(rows, bert);
        using PredictionEngine<Row, Features> engine = Engine(model);

        for (int i = 0; i < rows.Length; i++)
            Assert.Equal(expected[i], engine.Predict(rows[i]).Values);
    }

    [Fact]
    public void Sixteen_engines_on_sixteen_threads_give_the_same_bits()
    {
        Row[] rows = Texts.Rows(60);
        (ITransformer? model, float[][]? expected) = Fit(rows, TinyModel.Bert);

        OnThreads(16, thread =>
        {
            PredictionEngine<Row, Features> engine = Engine(model);
            for (int i = 0; i < rows.Length; i++)
            {
                int at = (i + (thread * 7)) % rows.Length;
                Assert.Equal(expected[at], engine.Predict(rows[at]).Values);
            }
        });
    }

    [Fact]
    public void Sixteen_threads_transform_through_one_model_with_the_same_bits()
    {
        Row[] rows = Texts.Rows(150);
        // No memory of vectors, so that all of them are computed by all threads.
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        var options = new BertFeaturizingOptions { InputColumnName = "Text", MemoCapacity = 0 };
        BertFeaturizingTransformer model = _ml.Transforms.Text.FeaturizeBert(options, TinyModel.Bert).Fit(data);
        float[][] expected = model.Transform(data).GetColumn<float[]>("Features").ToArray();

        OnThreads(16, _ => Assert.Equal(expected, model.Transform(data).GetColumn<float[]>("Features")));
    }

    private static void OnThreads(int count, Action<int> action)
    {
        var errors = new Exception?[count];
        Thread[] threads = Enumerable.Range(0, count).Select(i => new Thread(() => errors[i] = Record.Exception(() => action(i)))).ToArray();
        foreach (Thread? thread in threads)
            thread.Start();
        foreach (Thread? thread in threads)
            thread.Join();
        Assert.All(errors, Assert.Null);
    }

    private PredictionEngine<Row, Features> Engine(ITransformer model)
        => _ml.Model.CreatePredictionEngine<Row, Features>(model, new PredictionEngineOptions { OwnsTransformer = false });

    private (ITransformer Model, float[][] Expected) Fit(Row[] rows, BertModel bert)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        TransformerChain<BertFeaturizingTransformer> model = _ml.Transforms.Conversion.MapValueToKey("Label").Append(_ml.Transforms.Text.FeaturizeBert("Features", "Text", bert)).Fit(data);
        return (model, [.. model.Transform(data).GetColumn<float[]>("Features")]);
    }
}
