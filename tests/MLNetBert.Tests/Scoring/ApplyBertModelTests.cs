using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MLNetBert.Tests;

namespace MLNetBert.StageTests;

/// <summary>ML.NET's own OnnxTransformer, configured from a model: four lines, and FeaturizeBert's bits.</summary>
public class ApplyBertModelTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("tiny-bert")]
    [InlineData("tiny-roberta")]
    [InlineData("tiny-xlm-roberta")]
    public void Without_padding_the_bits_are_those_of_the_single_stage(string name)
    {
        BertModel model = TinyModel.Get(name);
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(40));

        Assert.Equal(Single(model, data), Features(Staged(model).Fit(data), data));
    }

    [Fact]
    public void The_real_models_float16_weights_are_widened()
    {
        using var model = BertModel.Open();
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(24, seed: 9));

        Assert.Equal(Single(model, data), Features(Staged(model).Fit(data), data));
    }

    [Theory]
    [InlineData("tiny-bert")]
    [InlineData("tiny-roberta")]
    public void With_a_length_the_shapes_are_known_and_the_features_close(string name)
    {
        BertModel model = TinyModel.Get(name);
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(40));
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        IDataView staged = text.TokenizeBert("Text", model)
            .Append(text.PadTokens(40, model))
            .Append(text.ApplyBertModel(model, 40))
            .Append(text.PoolTokens("Features", model))
            .Fit(data).Transform(data);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 40, model.HiddenSize), staged.Schema["last_hidden_state"].Type);
        float[][] features = [.. staged.GetColumn<float[]>("Features")], expected = Single(model, data);
        for (int i = 0; i < expected.Length; i++)
            Assert.All(expected[i].Zip(features[i]), pair => Assert.InRange(pair.First - pair.Second, -2e-5f, 2e-5f));
    }

    [Theory]
    [InlineData("-2")]
    [InlineData("average(-2,-1)")]
    [InlineData("concatenate(0,-2)")]
    public void Hidden_layers_are_those_of_the_model(string layers)
    {
        using var model = BertModel.Open(TinyModel.Bert.Folder, new() { HiddenLayer = HiddenLayers.Parse(layers) });
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(20));
        TransformerChain<TokenPoolingTransformer> staged = Staged(model).Fit(data);

        Assert.Equal(Single(model, data), Features(staged, data));
        Assert.NotEqual(Single(TinyModel.Bert, data)[0], Features(staged, data)[0]);
    }

    [Fact]
    public void Columns_may_have_other_names()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(20));

        Assert.Equal(Single(TinyModel.Bert, data), Features(Renamed(TinyModel.Bert).Fit(data), data));
    }

    [Theory]
    [InlineData("model_dynamo.onnx", null)]
    [InlineData("model_hidden_states.onnx", null)]
    [InlineData("model_int32.onnx", null)]
    [InlineData("model_fp16.onnx", "computes in float16")]
    public void Other_exports_of_the_model_work_or_say_why_not(string file, string? error)
    {
        using BertModel model = Export(file);
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(20));
        if (error == null)
            Assert.Equal(Single(model, data), Features(Staged(model).Fit(data), data));
        else
            Assert.Contains(error, Assert.Throws<BadInputException>(() => Staged(model)).Message);
    }

    [Fact]
    public void A_model_of_int32_ids_takes_int64_columns_of_other_names()
    {
        using BertModel model = Export("model_int32.onnx");
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(20));

        Assert.Equal(Single(model, data), Features(Renamed(model).Fit(data), data));
    }

    [Fact]
    public void A_model_of_fixed_shape_takes_its_own_length()
    {
        using BertModel model = Export("model_fixed_1x16.onnx");
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(20));
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        IDataView staged = text.TokenizeBert("Text", model, 16).Append(text.ApplyBertModel(model)).Append(text.PoolTokens("Features", model)).Fit(data).Transform(data);

        Assert.Equal(Single(model, data), staged.GetColumn<float[]>("Features"));
        Assert.Contains("exactly 16", Assert.Throws<ArgumentException>(() => text.ApplyBertModel(model, 8)).Message);
    }

    [Fact]
    public void A_saved_pipeline_needs_no_file_beside_it()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(20));
        string folder = TinyModel.Folder("tiny-bert");
        using var saved = new MemoryStream();
        float[][] expected;
        using (var model = BertModel.Open(folder, new() { HiddenLayer = -2 }))
        {
            TransformerChain<TokenPoolingTransformer> staged = Staged(model).Fit(data);
            expected = Features(staged, data);
            _ml.Model.Save(staged, data.Schema, saved);
        }

        Directory.Delete(folder, recursive: true);
        Assert.Equal(expected, Features(new MLContext().Model.Load(saved, out _), data));
    }

    [Fact]
    public void What_cannot_be_run_is_told_when_the_stage_is_made()
    {
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;

        OnnxScoringEstimator microsofts = text.ApplyBertModel(TinyModel.Bert);
        Assert.NotNull(microsofts);
        Assert.Throws<ArgumentOutOfRangeException>(() => text.ApplyBertModel(TinyModel.Bert, 0));
        Assert.Contains("100000 is more than the", Assert.Throws<ArgumentException>(() => text.ApplyBertModel(TinyModel.Bert, 100_000)).Message);
        Assert.Contains("different names", Assert.Throws<ArgumentException>(() => text.ApplyBertModel(new BertScoringOptions { InputIdsColumnName = "a", AttentionMaskColumnName = "a" }, TinyModel.Bert)).Message);
    }

    private static BertModel Export(string file)
    {
        string folder = TinyModel.Folder("tiny-bert");
        File.Copy(ReferenceModels.Path("tiny-bert", file), Path.Combine(folder, "model.onnx"), overwrite: true);
        return BertModel.Open(folder);
    }

    private EstimatorChain<TokenPoolingTransformer> Renamed(BertModel model)
    {
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        return text
            .TokenizeBert(new BertTokenizingOptions { InputIdsColumnName = "Ids", AttentionMaskColumnName = "Mask", TokenTypeIdsColumnName = "Types" }, model)
            .Append(text.ApplyBertModel(new BertScoringOptions { InputIdsColumnName = "Ids", AttentionMaskColumnName = "Mask", TokenTypeIdsColumnName = "Types", LastHiddenStateColumnName = "Tokens" }, model))
            .Append(text.PoolTokens(new TokenPoolingOptions { LastHiddenStateColumnName = "Tokens", AttentionMaskColumnName = "Mask" }, model));
    }

    private EstimatorChain<TokenPoolingTransformer> Staged(BertModel model) => _ml.Transforms.Text.TokenizeBert("Text", model)
        .Append(_ml.Transforms.Text.ApplyBertModel(model))
        .Append(_ml.Transforms.Text.PoolTokens("Features", model));

    private float[][] Single(BertModel model, IDataView data) => Features(_ml.Transforms.Text.FeaturizeBert("Features", "Text", model).Fit(data), data);

    private static float[][] Features(ITransformer transformer, IDataView data) => [.. transformer.Transform(data).GetColumn<float[]>("Features")];
}
