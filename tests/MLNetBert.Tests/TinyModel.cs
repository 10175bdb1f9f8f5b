using System.Collections.Concurrent;
using MLNetBert.Tests;

namespace MLNetBert.StageTests;

/// <summary>The tiny reference encoders with the tiny tokenizers beside them: models that take text, in milliseconds.</summary>
internal static class TinyModel
{
    private static readonly ConcurrentDictionary<string, Lazy<BertModel>> Opened = [];

    public static readonly string[] Names = ["tiny-bert", "tiny-roberta", "tiny-xlm-roberta"];

    /// <summary>The one with token types; opened once, for all tests.</summary>
    public static BertModel Bert => Get("tiny-bert");

    public static BertModel Get(string name) => Opened.GetOrAdd(name, _ => new(() => BertModel.Open(Folder(name)))).Value;

    /// <summary>tiny-bert with a classification head; opened once for all tests.</summary>
    /// <param name="labels">How many labels it has: label 0, label 1, ...</param>
    /// <param name="problemType">What config.json says of it; null: nothing.</param>
    public static BertModel Head(int labels, string? problemType = null) => Opened.GetOrAdd($"head {labels} {problemType}", _ => new(() => BertModel.Open(HeadFolder(labels, problemType)))).Value;

    /// <summary>A new folder with tiny-bert and a classification head.</summary>
    public static string HeadFolder(int labels, string? problemType = null, bool keep = false)
    {
        string folder = Folder("tiny-bert"), model = Path.Combine(folder, "model.onnx"), config = Path.Combine(folder, "config.json");
        (float[][] weights, float[] bias) = HeadGraphs.Random(labels, 32);
        File.WriteAllBytes(model, HeadGraphs.Sequence(File.ReadAllBytes(model), weights, bias, keep));
        string names = string.Join(", ", Enumerable.Range(0, labels).Select(i => $"\"{i}\": \"label {i}\""));
        File.WriteAllText(config, $"{File.ReadAllText(config).TrimEnd().TrimEnd('}')}, \"id2label\": {{{names}}}{(problemType == null ? "" : $", \"problem_type\": \"{problemType}\"")}}}");
        return folder;
    }

    /// <summary>A new folder, in the temporary one.</summary>
    public static string Folder(string name)
    {
        string folder = Directory.CreateTempSubdirectory("mlnetbert-tiny-").FullName;
        string tokenizer = name switch { "tiny-roberta" => "bpe", "tiny-xlm-roberta" => "unigram", _ => "wordpiece" };
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", tokenizer)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        foreach (string file in (string[])["model.onnx", "config.json"])
            File.Copy(ReferenceModels.Path(name, file), Path.Combine(folder, file));
        return folder;
    }
}
