using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Tests;

namespace MLNetBert.StageTests;

/// <summary>What is in a saved pipeline: the files that count, once, and nothing of the machine that made it.</summary>
public sealed class SavedContentTests : IDisposable
{
    private const string Secret = "do not tell anybody";

    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = TinyModel.Folder("tiny-bert");
    private readonly IDataView _data;

    public SavedContentTests() => _data = _ml.Data.LoadFromEnumerable(Texts.Rows(20));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("folder")]
    [InlineData("file")]
    [InlineData("tokenizer")]
    public void Other_files_beside_the_model_stay_where_they_are(string way)
    {
        string other = Directory.CreateDirectory(Path.Combine(_folder, "notes")).FullName;
        foreach (string file in (string[])["credentials.json", "notes.txt", "other.model", "model.onnx.bak", "notes/config.json", "notes/mail.txt"])
            File.WriteAllText(Path.Combine(_folder, file), Secret);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.json"), Path.Combine(other, "config.json"));
        using var model = BertModel.Open(way == "file" ? Path.Combine(_folder, "model.onnx") : _folder);
        SortedDictionary<string, byte[]> entries = SavedZip.Entries(Save(way == "tokenizer" ? _ml.Transforms.Text.TokenizeBert("Text", model) : Featurize(model)));

        Assert.All(entries, entry => Assert.Equal(-1, entry.Value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret))));
        foreach (string file in way == "tokenizer" ? model.TokenizerFiles : model.Files)
            Assert.Contains(entries.Values, content => content.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_folder, file))));
        Assert.Equal(way == "tokenizer", !entries.Values.Any(content => content.AsSpan().SequenceEqual(File.ReadAllBytes(model.ModelFile))));
    }

    [Fact]
    public void The_builders_folder_is_not_named()
    {
        using var model = BertModel.Open(_folder);
        byte[] saved = Save(Featurize(model).Append(_ml.Transforms.Text.TokenizeBert("Text", model)));

        Assert.All(SavedZip.Entries(saved), entry => Assert.Equal(-1, entry.Value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Path.GetFileName(_folder)))));
    }

    [Fact]
    public void A_model_of_several_stages_is_there_once()
    {
        using var model = BertModel.Open(_folder);
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        IEstimator<ITransformer> chain = Featurize(model)
            .Append(text.FeaturizeBert(new BertFeaturizingOptions { OutputColumnName = "Before", InputColumnName = "Text", HiddenLayer = -2 }, model))
            .Append(text.TokenizeBert("Text", model));
        byte[] saved = Save(chain);
        byte[] graph = File.ReadAllBytes(model.ModelFile);

        Assert.Single(SavedZip.Entries(saved).Values, content => content.AsSpan().IndexOf(graph) >= 0);
        Assert.Equal(model.Files.Count, SavedZip.Entries(saved).Keys.Count(name => name.StartsWith("MLNetBert.", StringComparison.Ordinal)));
        ITransformer loaded = _ml.Model.Load(new MemoryStream(saved), out _);
        Assert.Equal(chain.Fit(_data).Transform(_data).GetColumn<float[]>("Before"), loaded.Transform(_data).GetColumn<float[]>("Before"));
    }

    [Fact]
    public void A_loaded_model_needs_no_folder()
    {
        using var model = BertModel.Open(_folder);
        byte[] saved = Save(Featurize(model));
        ITransformer loaded = _ml.Model.Load(new MemoryStream(saved), out _);
        BertModel inside = Stage(loaded).Featurizer.Model;

        Assert.False(Directory.Exists(inside.Folder));
        Assert.Equal(model.Fingerprint, inside.Fingerprint);
        Assert.Equal(model.WordEmbeddings([3, 5]), inside.WordEmbeddings([3, 5]));
        Assert.Equal(Features(Featurize(model.WithHiddenLayer(-2)).Fit(_data)), Features(Featurize(inside.WithHiddenLayer(-2)).Fit(_data)));
        (string before, string after) = (Path.Combine(_folder, "before.onnx"), Path.Combine(_folder, "after.onnx"));
        model.SaveOnnx(before);
        inside.SaveOnnx(after);
        Assert.Equal(File.ReadAllBytes(before), File.ReadAllBytes(after));
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        Assert.Equal(Features(Featurize(model).Fit(_data)), Features(text.TokenizeBert("Text", inside).Append(text.ApplyBertModel(inside)).Append(text.PoolTokens("Features", inside)).Fit(_data)));
        Assert.Equal(SavedZip.Entries(saved), SavedZip.Entries(Save(Featurize(inside))));
    }

    [Fact]
    public void Weights_in_another_file_go_with_it()
    {
        File.Delete(Path.Combine(_folder, "model.onnx"));
        foreach (string file in (string[])["model.onnx", "model.onnx_data", "config.json"])
            File.Copy(ReferenceModels.Path("tiny-bert-external", file), Path.Combine(_folder, file), overwrite: true);
        byte[] saved;
        float[][] expected, before;
        using (var model = BertModel.Open(_folder))
        {
            Assert.Contains("model.onnx_data", model.Files);
            saved = Save(Featurize(model));
            expected = Features(Featurize(model).Fit(_data));
            before = Features(Featurize(model.WithHiddenLayer(-2)).Fit(_data));
        }

        File.Delete(Path.Combine(_folder, "model.onnx_data"));
        ITransformer loaded = _ml.Model.Load(new MemoryStream(saved), out _);
        BertModel inside = Stage(loaded).Featurizer.Model;
        Assert.False(Directory.Exists(inside.Folder));
        Assert.Equal(expected, Features(loaded));
        Assert.Equal(before, Features(Featurize(inside.WithHiddenLayer(-2)).Fit(_data)));
        Assert.Equal(SavedZip.Entries(saved), SavedZip.Entries(Save(Featurize(inside))));
    }

    [Fact]
    public void A_model_file_outside_its_folder_cannot_be_saved()
    {
        string inner = Directory.CreateDirectory(Path.Combine(_folder, "inner")).FullName;
        foreach (string file in (string[])["vocab.txt", "config.json"])
            File.Copy(Path.Combine(_folder, file), Path.Combine(inner, file));
        using var model = BertModel.Open(inner, new() { File = "../model.onnx" });

        Assert.Contains("../model.onnx", Assert.ThrowsAny<Exception>(() => Save(Featurize(model))).GetBaseException().Message);
    }

    private static BertFeaturizingTransformer Stage(ITransformer loaded)
        => loaded as BertFeaturizingTransformer ?? ((IEnumerable<ITransformer>)loaded).OfType<BertFeaturizingTransformer>().Single();

    private BertFeaturizingEstimator Featurize(BertModel model) => _ml.Transforms.Text.FeaturizeBert("Features", "Text", model);

    private float[][] Features(ITransformer transformer) => [.. transformer.Transform(_data).GetColumn<float[]>("Features")];

    private byte[] Save(IEstimator<ITransformer> estimator)
    {
        using var saved = new MemoryStream();
        _ml.Model.Save(estimator.Fit(_data), _data.Schema, saved);
        return saved.ToArray();
    }
}
