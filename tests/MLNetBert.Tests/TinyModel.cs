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
