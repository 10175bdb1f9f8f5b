using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Tests;

namespace MLNetBert.StageTests;

/// <summary>Modules behind the pooling in FeaturizeBert, and in what it saves.</summary>
public sealed class ModuleStageTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = TinyModel.Folder("tiny-bert");

    public ModuleStageTests()
    {
        Write("modules.json", """
            [{"path": "", "type": "sentence_transformers.models.Transformer"}, {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}, {"path": "3_LayerNorm", "type": "sentence_transformers.models.LayerNorm"},
             {"path": "4_Normalize", "type": "sentence_transformers.models.Normalize"}]
            """);
        Write("1_Pooling/config.json", """{"embedding_dimension": 32, "pooling_mode": "mean"}""");
        Write("2_Dense/config.json", """{"in_features": 32, "out_features": 12, "bias": true, "activation_function": "torch.nn.modules.activation.Tanh"}""");
        Write("3_LayerNorm/config.json", """{"dimension": 12}""");
        File.Copy(RepositoryFiles.Reference("modules", "dense.bin"), Path.Combine(_folder, "2_Dense/pytorch_model.bin"));
        File.Copy(RepositoryFiles.Reference("modules", "norm.bin"), Path.Combine(_folder, "3_LayerNorm/pytorch_model.bin"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_saved_stage_gives_the_same_bits()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(30));
        using var model = BertModel.Open(_folder);
        BertFeaturizingTransformer stage = _ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text" }, model).Fit(data);
        float[][] features = Features(stage, data);
        Assert.Equal(new BertFeaturizer(model).Featurize([.. Texts.Rows(30).Select(row => row.Text!)]), features);

        using var saved = new MemoryStream();
        _ml.Model.Save(stage, data.Schema, saved);
        ITransformer loaded = new MLContext().Model.Load(saved, out DataViewSchema schema);
        Assert.Equal(features, Features(loaded, data));
        BertFeaturizer again = Assert.IsType<BertFeaturizingTransformer>(loaded as BertFeaturizingTransformer ?? Assert.Single((IEnumerable<ITransformer>)loaded)).Featurizer;
        Assert.Equal(["Dense", "LayerNorm"], again.Modules);
        Assert.Equal(model.Fingerprint, again.Model.Fingerprint);
        VBuffer<ReadOnlyMemory<char>> names = default;
        loaded.GetOutputSchema(schema)["Features"].GetSlotNames(ref names);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"layernorm.{i}"), names.DenseValues().Select(name => name.ToString()));
    }

    /// <summary>Versions that did not know modules must not load it, and what they saved keeps its vectors.</summary>
    [Fact]
    public void The_format_says_whether_modules_are_applied()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(5));
        using var model = BertModel.Open(_folder);
        using var without = BertModel.Open(_folder, new BertModelOptions { ApplyModules = false });
        foreach ((BertModel one, byte format) in ((BertModel, byte)[])[(model, 4), (without, 3)])
        {
            BertFeaturizingTransformer stage = _ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { InputColumnName = "Text" }, one).Fit(data);
            using var saved = new MemoryStream();
            _ml.Model.Save(stage, data.Schema, saved);
            Assert.Equal(format, Format(saved));
            Assert.Equal(Features(stage, data), Features(new MLContext().Model.Load(saved, out _), data));
        }
    }

    [Fact]
    public void PoolTokens_does_not_apply_them_and_says_so()
    {
        using var model = BertModel.Open(_folder);
        Assert.Contains("has a module LayerNorm that PoolTokens does not apply", Assert.Throws<BadInputException>(() => _ml.Transforms.Text.PoolTokens(new TokenPoolingOptions(), model)).Message);
        _ml.Transforms.Text.PoolTokens(new TokenPoolingOptions { Pooling = PoolingMode.Mean }, model);
    }

    [Fact]
    public void PoolTokens_refuses_a_module_that_is_not_supported_unless_a_pooling_is_given()
    {
        const string Lstm = "sentence_transformers.models.LSTM";
        Write("modules.json", $$"""
            [{"path": "", "type": "sentence_transformers.models.Transformer"}, {"path": "1_LSTM", "type": "{{Lstm}}"}, {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
            """);
        using var model = BertModel.Open(_folder);
        Assert.Equal([Lstm], model.UnsupportedModules);
        BadInputException refused = Assert.Throws<BadInputException>(() => _ml.Transforms.Text.PoolTokens(new TokenPoolingOptions(), model));
        Assert.StartsWith($"{_folder} has a module {Lstm}, which is not supported, so the vectors would not be those that the model is meant to give; give a pooling", refused.Message);
        Assert.Equal("model.module", refused.Code);
        _ml.Transforms.Text.PoolTokens(new TokenPoolingOptions { Pooling = PoolingMode.Mean }, model);

        using var without = BertModel.Open(_folder, new BertModelOptions { ApplyModules = false });
        Assert.Equal("mean", _ml.Transforms.Text.PoolTokens(new TokenPoolingOptions(), without).Fit(Tokens(without)).Pooling.ToString());
    }

    /// <summary>Their files are not saved, so that reading them again would fail.</summary>
    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void A_stage_of_scores_opens_its_model_again_with_or_without_modules(bool score, bool apply)
    {
        string head = TinyModel.HeadFolder(3, keep: true);
        try
        {
            foreach (string file in (string[])["model.onnx", "config.json"])
                File.Copy(Path.Combine(head, file), Path.Combine(_folder, file), overwrite: true);
        }
        finally
        {
            Directory.Delete(head, recursive: true);
        }

        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(5));
        using var model = BertModel.Open(_folder, new BertModelOptions { ApplyModules = apply });
        ITransformer stage = score
            ? _ml.Transforms.Text.ScoreBert("Text", model).Fit(data)
            : _ml.Transforms.Text.FeaturizeBert(new BertFeaturizingOptions { OutputColumnName = "Score", InputColumnName = "Text", Pooling = PoolingMode.Logits, Activation = LogitActivation.Softmax }, model).Fit(data);
        using var saved = new MemoryStream();
        _ml.Model.Save(stage, data.Schema, saved);
        ITransformer loaded = new MLContext().Model.Load(saved, out _);
        Assert.Equal(stage.Transform(data).GetColumn<float[]>("Score"), loaded.Transform(data).GetColumn<float[]>("Score"));
        var again = (BertTextTransformer)(loaded as BertTextTransformer ?? Assert.Single((IEnumerable<ITransformer>)loaded));
        Assert.Equal(apply, again.Featurizer.Model.Options.ApplyModules);
        Assert.Equal(model.Fingerprint, again.Featurizer.Model.Fingerprint);
    }

    private IDataView Tokens(BertModel model)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(3));
        return _ml.Transforms.Text.TokenizeBert("Text", model).Append(_ml.Transforms.Text.ApplyBertModel(model)).Fit(data).Transform(data);
    }

    private static float[][] Features(ITransformer stage, IDataView data) => [.. stage.Transform(data).GetColumn<float[]>("Features")];

    /// <summary>The last part of the stage's format, from its head: a signature, then the versions.</summary>
    private static byte Format(MemoryStream saved)
    {
        using ZipArchive zip = new(saved, ZipArchiveMode.Read, leaveOpen: true);
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.Name == "Model.key"))
        {
            using MemoryStream bytes = new();
            using (Stream stream = entry.Open())
                stream.CopyTo(bytes);
            int at = bytes.ToArray().AsSpan().IndexOf("BERTFEAT"u8);
            if (at >= 0)
                return bytes.ToArray()[at + 8];
        }

        throw new InvalidDataException("No stage was found.");
    }

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, file))!);
        File.WriteAllText(Path.Combine(_folder, file), text);
    }
}
