namespace MLNetBert.Tests;

/// <summary>A fingerprint follows the contents of files and the options that change vectors, and nothing else.</summary>
public sealed class ModelFingerprintTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetbert-").FullName;

    public ModelFingerprintTests()
    {
        foreach (string file in Directory.GetFiles(ReferenceModels.Path("tiny-bert")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        File.Copy(ReferenceModels.Path("tiny-tokenizers", "wordpiece", "tokenizer.json"), Path.Combine(_folder, "tokenizer.json"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_place_of_a_folder_and_files_that_do_not_count_do_not_matter()
    {
        string before = Of(_folder);
        Assert.Matches("^1:[0-9a-f]{64}$", before);
        string copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
        foreach (string file in Directory.GetFiles(_folder))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(copy, "notes.json"), "{}");
        Assert.Equal(before, Of(copy));
    }

    [Fact]
    public void Files_that_count_matter()
    {
        string before = Of(_folder);
        File.AppendAllText(Path.Combine(_folder, "config.json"), " ");
        Assert.NotEqual(before, Of(_folder));
    }

    [Fact]
    public void Options_that_change_vectors_matter_and_others_do_not()
    {
        using var bert = BertModel.Open(_folder);
        ModelFingerprint Of(FeaturizerOptions options) => new BertFeaturizer(bert, options).Fingerprint;
        ModelFingerprint usual = Of(new());
        Assert.Equal(usual, Of(new() { Threads = 1, Window = 3, WindowCharacters = 5, Pooling = bert.DefaultPooling, MaxLength = bert.MaxLength }));
        ModelFingerprint[] all = [usual, bert.Fingerprint, bert.WithHiddenLayer(-2).Fingerprint, Of(new() { Normalize = !bert.DefaultNormalize }), Of(new() { Pooling = PoolingMode.Max }), Of(new() { MaxLength = 7 })];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Contains(usual.Parts, part => part is { Key: "ONNX Runtime", Value: "1.31.1" });
    }

    private static string Of(string folder)
    {
        using var bert = BertModel.Open(folder);
        return bert.Fingerprint.Value;
    }
}
