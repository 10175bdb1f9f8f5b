namespace MLNetBert.Tests;

/// <summary>A tiny encoder with a classification head, as AutoModelForSequenceClassification is exported, and its tokenizer.</summary>
internal sealed class HeadFolder : IDisposable
{
    public const int Hidden = 32;

    /// <param name="labels">How many logits the graph has.</param>
    /// <param name="keep">Whether the graph gives token vectors too.</param>
    /// <param name="make">The graph; null: a head over the first token's vector.</param>
    public HeadFolder(int labels, bool keep = false, Func<byte[], float[][], float[], byte[]>? make = null)
    {
        (Weights, Bias) = HeadGraphs.Random(labels, Hidden);
        byte[] encoder = File.ReadAllBytes(ReferenceModels.Path("tiny-bert", "model.onnx"));
        File.WriteAllBytes(At("model.onnx"), make?.Invoke(encoder, Weights, Bias) ?? HeadGraphs.Sequence(encoder, Weights, Bias, keep));
        Config = File.ReadAllText(ReferenceModels.Path("tiny-bert", "config.json")).TrimEnd().TrimEnd('}');
        Write();
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            File.Copy(file, At(System.IO.Path.GetFileName(file)));
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("mlnetbert-head-").FullName;

    public float[][] Weights { get; }

    public float[] Bias { get; }

    private string Config { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string At(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>Writes config.json with more keys at its end, such as <c>"id2label": {"0": "ham"}</c>.</summary>
    public HeadFolder Write(string keys = "")
    {
        File.WriteAllText(At("config.json"), $"{Config}{(keys.Length == 0 ? "" : ", ")}{keys}}}");
        return this;
    }

    public BertModel Open() => BertModel.Open(Path);
}
