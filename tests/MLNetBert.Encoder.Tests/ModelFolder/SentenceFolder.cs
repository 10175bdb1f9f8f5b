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

    /// <summary>Lists modules of sentence-transformers by their classes; each but the first has the folder of its number and class, such as 2_Dense.</summary>
    public SentenceFolder List(params string[] classes) => Write("modules.json", "[" + string.Join(",\n", classes.Select((name, i) =>
        $$"""{"idx": {{i}}, "name": "{{i}}", "path": "{{(i == 0 ? "" : $"{i}_{name}")}}", "type": "sentence_transformers.models.{{name}}"}""")) + "]");

    /// <summary>Copies a file of tests/reference/modules.</summary>
    public SentenceFolder Copy(string file, string name)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(file))!);
        File.Copy(RepositoryFiles.Reference("modules", name), At(file), overwrite: true);
        return this;
    }

    /// <summary>Modules 2_Dense (32 to 12, Tanh) and 3_LayerNorm (12), with the weights that torch.save wrote.</summary>
    public SentenceFolder DenseAndNorm(params string[] after) => List(["Transformer", "Pooling", "Dense", "LayerNorm", .. after])
        .Write("2_Dense/config.json", """{"in_features": 32, "out_features": 12, "bias": true, "activation_function": "torch.nn.modules.activation.Tanh"}""")
        .Copy("2_Dense/pytorch_model.bin", "dense.bin")
        .Write("3_LayerNorm/config.json", """{"dimension": 12}""")
        .Copy("3_LayerNorm/pytorch_model.bin", "norm.bin");

    public SentenceFolder Prompts(string json) => Write("config_sentence_transformers.json", json);

    public BertModel Open() => BertModel.Open(Path);
}
