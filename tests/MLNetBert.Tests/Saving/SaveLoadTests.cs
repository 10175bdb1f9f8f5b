using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

public class SaveLoadTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("tiny-bert")]
    [InlineData("tiny-roberta")]
    [InlineData("tiny-xlm-roberta")]
    public void The_file_alone_gives_the_same_bits(string name)
    {
        string folder = TinyModel.Folder(name);
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(80));
        using var saved = new MemoryStream();
        float[][] expected;
        using (var model = BertModel.Open(folder))
        {
            var options = new BertFeaturizingOptions { InputColumnName = "Text", TextPairColumnName = "Second", Pooling = TokenPooling.Parse("cls+mean"), Normalize = true, MaxLength = 12 };
            BertFeaturizingTransformer transformer = _ml.Transforms.Text.FeaturizeBert(options, model).Fit(data);
            expected = Features(transformer, data);
            _ml.Model.Save(transformer, data.Schema, saved);
        }

        Directory.Delete(folder, recursive: true);
        ITransformer loaded = new MLContext().Model.Load(saved, out DataViewSchema? schema);

        Assert.Equal(expected, Features(loaded, data));
        Assert.Equal(data.Schema.Select(c => (c.Name, c.Type)), schema.Select(c => (c.Name, c.Type)));
        Assert.True(loaded.GetOutputSchema(schema)["Features"].IsNormalized());
    }

    [Fact]
    public void A_loaded_pipeline_can_be_saved_again()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(30));
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        BertFeaturizingTransformer transformer = _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data);
        _ml.Model.Save(transformer, data.Schema, first);
        _ml.Model.Save(_ml.Model.Load(first, out _), data.Schema, second);

        Assert.Equal(Features(transformer, data), Features(_ml.Model.Load(second, out _), data));
    }

    [Fact]
    public void The_hidden_layer_is_saved_with_the_model()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(30));
        using var saved = new MemoryStream();
        using var model = BertModel.Open(TinyModel.Bert.Folder, new() { HiddenLayer = HiddenLayers.Average(0, -2) });
        BertFeaturizingTransformer transformer = _ml.Transforms.Text.FeaturizeBert("Features", "Text", model).Fit(data);
        _ml.Model.Save(transformer, data.Schema, saved);

        Assert.NotEqual(Features(_ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data), data), Features(transformer, data));
        Assert.Equal(Features(transformer, data), Features(_ml.Model.Load(saved, out _), data));
    }

    [Fact]
    public void The_hidden_layer_of_the_options_is_that_of_the_model()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(30));
        var layer = HiddenLayers.Concatenate(0, -2);
        using var saved = new MemoryStream();
        using var model = BertModel.Open(TinyModel.Bert.Folder, new() { HiddenLayer = layer });
        using BertFeaturizingTransformer transformer = _ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", HiddenLayer = layer }, TinyModel.Bert).Fit(data);
        _ml.Model.Save(transformer, data.Schema, saved);
        float[][] expected = Features(_ml.Transforms.Text.FeaturizeBert("Features", "Text", model).Fit(data), data);

        Assert.Equal(2 * TinyModel.Bert.HiddenSize, expected[0].Length);
        Assert.Equal(expected, Features(transformer, data));
        Assert.Equal(expected, Features(_ml.Model.Load(saved, out _), data));
    }

    [Fact]
    public void The_stages_apart_are_saved_too()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(30));
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        EstimatorChain<TokenPoolingTransformer> chain = text.TokenizeBert(new BertTokenizingOptions { InputColumnName = "Text", TextPairColumnName = "Second", MaxLength = 20 }, TinyModel.Bert)
            .Append(text.PadTokens(new TokenPaddingOptions { MultipleOf = 8 }, TinyModel.Bert))
            .Append(_ml.Transforms.ApplyOnnxModel(["last_hidden_state"], ["input_ids", "attention_mask", "token_type_ids"], TinyModel.Bert.ModelFile))
            .Append(text.PoolTokens("Features", TinyModel.Bert, TokenPooling.Parse("max+lasttoken")));
        TransformerChain<TokenPoolingTransformer> fitted = chain.Fit(data);
        using var saved = new MemoryStream();
        _ml.Model.Save(fitted, data.Schema, saved);

        ITransformer loaded = _ml.Model.Load(saved, out _);

        Assert.Equal(Features(fitted, data), Features(loaded, data));
    }

    [Fact]
    public void A_reference_is_checked_by_hash()
    {
        string folder = TinyModel.Folder("tiny-bert");
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(20));
        using var model = BertModel.Open(folder);
        BertFeaturizingTransformer transformer = _ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text", SaveModelFiles = false }, model).Fit(data);
        using var saved = new MemoryStream();
        _ml.Model.Save(transformer, data.Schema, saved);

        Assert.InRange(saved.Length, 1, 20_000);
        Assert.Equal(Features(transformer, data), Features(_ml.Model.Load(saved, out _), data));

        string vocabulary = Path.Combine(folder, "vocab.txt");
        File.AppendAllText(vocabulary, "more\n");
        Assert.Contains(vocabulary, Innermost(() => _ml.Model.Load(saved, out _)).Message);
        Assert.Contains("SHA-256", Innermost(() => _ml.Model.Load(saved, out _)).Message);
        File.Delete(vocabulary);
        Assert.Contains("does not exist", Innermost(() => _ml.Model.Load(saved, out _)).Message);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.95)]
    public void A_zip_cut_short_is_an_error(double part)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(3));
        using var saved = new MemoryStream();
        _ml.Model.Save(_ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(data), data.Schema, saved);

        Assert.ThrowsAny<Exception>(() => _ml.Model.Load(new MemoryStream(saved.ToArray()[..(int)(saved.Length * part)]), out _));
    }

    [Fact]
    public void A_tokenizer_that_is_not_the_folders_cannot_be_saved()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(3));
        using var model = BertModel.Open(TinyModel.Folder("tiny-bert"), new BertModelOptions { Tokenizer = TinyModel.Bert.Tokenizer });
        BertFeaturizingTransformer transformer = _ml.Transforms.Text.FeaturizeBert("Features", "Text", model).Fit(data);

        Assert.Contains("tokenizer", Assert.ThrowsAny<Exception>(() => _ml.Model.Save(transformer, data.Schema, new MemoryStream())).GetBaseException().Message);
    }

    private static float[][] Features(ITransformer transformer, IDataView data) => [.. transformer.Transform(data).GetColumn<float[]>("Features")];

    private static Exception Innermost(Action action) => Assert.ThrowsAny<Exception>(action).GetBaseException();
}
