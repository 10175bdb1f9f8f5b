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
        var model = TinyModel.Get(name);
        var (staged, single) = Both(model, TokenPooling.Parse(pooling), model.ModelFile);
        var property = Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), texts =>
        {
            var data = _ml.Data.LoadFromEnumerable<Row>([.. texts.Select(text => new Row { Text = text }), new Row { Text = "the cat" }]);
            return Features(staged, data).Zip(Features(single, data)).All(p => p.First.AsSpan().SequenceEqual(p.Second));
        });
        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Stages_apart_and_the_single_stage_give_the_same_bits_on_the_real_model()
    {
        using var bert = BertModel.Open();
        var file = Path.GetTempFileName();
        bert.SaveSinglePrecision(file);
        var (staged, single) = Both(bert, bert.DefaultPooling, file);
        var data = _ml.Data.LoadFromEnumerable(Texts.Rows(24, seed: 9));

        Assert.Equal(Features(single, data), Features(staged, data));
        File.Delete(file);
    }

    [Theory]
    [InlineData("tiny-bert")]
    [InlineData("tiny-roberta")]
    public void With_padding_they_agree_closely(string name)
    {
        var model = TinyModel.Get(name);
        var rows = Texts.Rows(60);
        var data = _ml.Data.LoadFromEnumerable(rows);
        string[] inputs = model.TakesTokenTypeIds ? Inputs : Inputs[..2];
        var shapes = inputs.ToDictionary(input => input, _ => new[] { 1, 40 });
        shapes["last_hidden_state"] = [1, 40, model.HiddenSize];
        var staged = _ml.Transforms.Text.TokenizeBert("Text", model)
            .Append(_ml.Transforms.Text.PadTokens(40, model))
            .Append(_ml.Transforms.ApplyOnnxModel(["last_hidden_state"], inputs, model.ModelFile, shapes, null, false, 100))
            .Append(_ml.Transforms.Text.PoolTokens("Features", model))
            .Fit(data).Transform(data).GetColumn<float[]>("Features").ToArray();
        var single = _ml.Transforms.Text.FeaturizeBert("Features", "Text", model).Fit(data).Transform(data).GetColumn<float[]>("Features").ToArray();

        for (var i = 0; i < rows.Length; i++)
            Assert.All(staged[i].Zip(single[i]), p => Assert.InRange(p.First - p.Second, -2e-5f, 2e-5f));
    }

    private static IEnumerable<float[]> Features(ITransformer transformer, IDataView data) => transformer.Transform(data).GetColumn<float[]>("Features");

    private (ITransformer Staged, ITransformer Single) Both(BertModel model, TokenPooling pooling, string file)
    {
        var data = _ml.Data.LoadFromEnumerable<Row>([]);
        var inputs = model.TakesTokenTypeIds ? Inputs : Inputs[..2];
        var staged = _ml.Transforms.Text.TokenizeBert("Text", model)
            .Append(_ml.Transforms.ApplyOnnxModel(["last_hidden_state"], inputs, file))
            .Append(_ml.Transforms.Text.PoolTokens("Features", model, pooling));
        var single = _ml.Transforms.Text.FeaturizeBert(new BertFeaturizingEstimator.Options { InputColumnName = "Text", Pooling = pooling }, model);
        return (staged.Fit(data), single.Fit(data));
    }
}
