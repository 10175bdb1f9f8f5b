namespace MLNetBert.Tests;

/// <summary>A folder of sentence-transformers, made by a test of a tiny encoder and its tokenizer.</summary>
internal sealed class SentenceFolder : IDisposable
{
    public const string Modules = """
        [{"idx": 0, "name": "0", "path": "TRANSFORMER", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
        """;

    /// <param name="transformer">Where the Transformer module's files go; empty: the folder itself.</param>
    /// <param name="onnx">Where the graph goes.</param>
    public SentenceFolder(string transformer = "", string onnx = "model.onnx")
    {
        Directory.CreateDirectory(At(transformer));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(onnx))!);
        File.Copy(ReferenceModels.Path("tiny-bert", "model.onnx"), At(onnx));
        File.Copy(ReferenceModels.Path("tiny-bert", "config.json"), At(System.IO.Path.Combine(transformer, "config.json")));
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            File.Copy(file, At(System.IO.Path.Combine(transformer, System.IO.Path.GetFileName(file))));
        Write("modules.json", Modules.Replace("TRANSFORMER", transformer, StringComparison.Ordinal));
        Pooling("mean");
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("mlnetbert-sentences-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string At(string file) => System.IO.Path.Combine(Path, file);

    public SentenceFolder Write(string file, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(file))!);
        File.WriteAllText(At(file), text);
        return this;
    }

    public SentenceFolder Pooling(string mode, string more = "") => Write("1_Pooling/config.json", $$"""{"embedding_dimension": 32, "pooling_mode": "{{mode}}"{{more}}}""");

    public SentenceFolder Prompts(string json) => Write("config_sentence_transformers.json", json);

    public BertModel Open() => BertModel.Open(Path);
}
