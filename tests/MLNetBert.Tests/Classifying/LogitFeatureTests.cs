using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

/// <summary>A fine-tuned classifier's scores as features: FeaturizeBert with the pooling logits.</summary>
public sealed class LogitFeatureTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = TinyModel.HeadFolder(3, keep: true);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("logits", LogitActivation.None, 3)]
    [InlineData("logits", LogitActivation.Softmax, 3)]
    [InlineData("cls+logits", LogitActivation.Sigmoid, 35)]
    [InlineData(null, LogitActivation.None, 32)]
    public void The_column_has_a_known_size_and_the_labels_names_and_is_saved(string? pooling, LogitActivation activation, int size)
    {
        Row[] rows = Texts.Rows(20);
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        using var model = BertModel.Open(_folder);
        TokenPooling? chosen = pooling == null ? null : TokenPooling.Parse(pooling);
        BertFeaturizingTransformer stage = _ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", TextPairColumnName = "Second", Pooling = chosen, Activation = activation }, model).Fit(data);
        BertFeaturizer featurizer = new(model, new FeaturizerOptions { Pooling = chosen, Activation = activation });
        float[][] expected = [.. rows.Select(row => featurizer.Featurize(row.Text!, row.Second!))];

        using var saved = new MemoryStream();
        _ml.Model.Save(stage, data.Schema, saved);
        foreach (ITransformer transformer in (ITransformer[])[stage, new MLContext().Model.Load(saved, out _)])
        {
            IDataView view = transformer.Transform(data);
            Assert.Equal(expected, view.GetColumn<float[]>("Features"));
            Assert.Equal(size, ((VectorDataViewType)view.Schema["Features"].Type).Size);
            VBuffer<ReadOnlyMemory<char>> names = default;
            view.Schema["Features"].GetSlotNames(ref names);
            string[] labels = ["label 0", "label 1", "label 2"];
            Assert.Equal(
                pooling switch { "logits" => labels, null => [.. Enumerable.Range(0, 32).Select(i => $"mean.{i}")], _ => [.. Enumerable.Range(0, 32).Select(i => $"cls.{i}"), .. labels] },
                names.DenseValues().Select(name => name.ToString()));
        }
    }

    [Fact]
    public void A_trainer_takes_them()
    {
        using var model = BertModel.Open(_folder);
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(60));
        ITransformer trained = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", Pooling = PoolingMode.Logits, Activation = LogitActivation.Softmax }, model))
            .Append(OneThread.SdcaMaximumEntropy(_ml)).Fit(data);
        Assert.InRange(_ml.MulticlassClassification.Evaluate(trained.Transform(data)).MicroAccuracy, 0.2, 1);
    }

    [Fact]
    public void The_separate_stages_pool_token_vectors_only()
    {
        using var model = BertModel.Open(_folder);
        Assert.Contains("The pooling logits does not make one vector of token vectors", Assert.Throws<ArgumentException>(() => _ml.Transforms.Text.PoolTokens("Features", model, PoolingMode.Logits)).Message);
    }
}
