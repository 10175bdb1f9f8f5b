using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

public class StagedTests
{
    private static readonly string[] Inputs = ["input_ids", "attention_mask", "token_type_ids"];
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("tiny-bert", "mean")]
    [InlineData("tiny-roberta", "max")]
    [InlineData("tiny-xlm-roberta", "weightedmean+cls")]
    public void Stages_apart_and_the_single_stage_give_the_same_bits(string name, string pooling)
    {
        BertModel model = TinyModel.Get(name);
        (ITransformer? staged, ITransformer? single) = Both(model, TokenPooling.Parse(pooling), model.ModelFile);
        Property property = Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), texts =>
        {
            IDataView data = _ml.Data.LoadFromEnumerable<Row>([.. texts.Select(text => new Row { Text = text }), new Row { Text = "the cat" }]);
            return Features(staged, data).Zip(Features(single, data)).All(p => p.First.AsSpan().SequenceEqual(p.Second));
        });
        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Stages_apart_and_the_single_stage_give_the_same_bits_on_the_real_model()
    {
        using var bert = BertModel.Open();
        string file = Path.GetTempFileName();
        bert.SaveSinglePrecision(file);
        (ITransformer? staged, ITransformer? single) = Both(bert, bert.DefaultPooling, file);
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(24, seed: 9));

        Assert.Equal(Features(single, data), Features(staged, data));
        File.Delete(file);
    }

    [Theory]
    [InlineData("tiny-bert")]
    [InlineData("tiny-roberta")]
    public void With_padding_they_agree_closely(string name)
    {
        BertModel model = TinyModel.Get(name);
        Row[] rows = Texts.Rows(60);
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        string[] inputs = model.TakesTokenTypeIds ? Inputs : Inputs[..2];
        Dictionary<string, int[]> shapes = inputs.ToDictionary(input => input, _ => new[] { 1, 40 });
        shapes["last_hidden_state"] = [1, 40, model.HiddenSize];
        float[][] staged = _ml.Transforms.Text.TokenizeBert("Text", model)
            .Append(_ml.Transforms.Text.PadTokens(40, model))
            .Append(_ml.Transforms.ApplyOnnxModel(["last_hidden_state"], inputs, model.ModelFile, shapes, null, false, 100))
            .Append(_ml.Transforms.Text.PoolTokens("Features", model))
            .Fit(data).Transform(data).GetColumn<float[]>("Features").ToArray();
        float[][] single = _ml.Transforms.Text.FeaturizeBert("Features", "Text", model).Fit(data).Transform(data).GetColumn<float[]>("Features").ToArray();

        for (int i = 0; i < rows.Length; i++)
            Assert.All(staged[i].Zip(single[i]), p => Assert.InRange(p.First - p.Second, -2e-5f, 2e-5f));
    }

    private static IEnumerable<float[]> Features(ITransformer transformer, IDataView data) => transformer.Transform(data).GetColumn<float[]>("Features");

    private (ITransformer Staged, ITransformer Single) Both(BertModel model, TokenPooling pooling, string file)
    {
        IDataView data = _ml.Data.LoadFromEnumerable<Row>([]);
        string[] inputs = model.TakesTokenTypeIds ? Inputs : Inputs[..2];
        EstimatorChain<TokenPoolingTransformer> staged = _ml.Transforms.Text.TokenizeBert("Text", model)
            .Append(_ml.Transforms.ApplyOnnxModel(["last_hidden_state"], inputs, file))
            .Append(_ml.Transforms.Text.PoolTokens("Features", model, pooling));
        BertFeaturizingEstimator single = _ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", Pooling = pooling }, model);
        return (staged.Fit(data), single.Fit(data));
    }
}
