using System.IO.Compression;
using System.Text.Json;

namespace MLNetBert.Tests;

/// <summary>The tokenizers and cases of tests/reference/tokenizers.</summary>
internal static class ReferenceTokenizers
{
    private static readonly Lazy<Dictionary<string, string>> LazyTexts = new(() => new[] { "handmade", "random", "realistic" }
        .SelectMany(kind => Rows("texts", kind))
        .ToDictionary(row => row.GetProperty("id").GetString()!, row => row.GetProperty("text").GetString()!));

    /// <summary>The texts of the cases handmade, random and realistic by their ids.</summary>
    public static IReadOnlyDictionary<string, string> Texts => LazyTexts.Value;

    /// <summary>A folder with the tokenizer's files, unpacked under artifacts/ (safe when several processes do it at once).</summary>
    public static string Folder(string name)
    {
        if (name == "all-MiniLM-L6-v2")
            return Path.Combine(RepositoryFiles.Root, "models", name);

        string target = Path.Combine(RepositoryFiles.Root, "artifacts", "reference", "tokenizers", name);
        Directory.CreateDirectory(target);
        foreach (string packed in Directory.GetFiles(RepositoryFiles.Reference("tokenizers", name), "*.br"))
        {
            string file = Path.Combine(target, Path.GetFileNameWithoutExtension(packed));
            if (File.Exists(file) && File.GetLastWriteTimeUtc(file) >= File.GetLastWriteTimeUtc(packed))
                continue;

            string temporary = $"{file}.{Guid.NewGuid():N}";
            using (Stream from = Unpack(packed))
            using (FileStream to = File.Create(temporary))
            {
                from.CopyTo(to);
            }

            File.Move(temporary, file, overwrite: true);
        }

        return target;
    }

    /// <summary>A folder as it was before tokenizer.json: vocab.txt and the configs.</summary>
    public static string ClassicBertFolder(string name)
    {
        string source = Folder(name);
        string target = source + "-classic";
        Directory.CreateDirectory(target);
        foreach (string config in (string[])["tokenizer_config.json", "special_tokens_map.json"])
        {
            string temporary = Path.Combine(target, $"{config}.{Guid.NewGuid():N}");
            File.Copy(Path.Combine(source, config), temporary);
            File.Move(temporary, Path.Combine(target, config), overwrite: true);
        }

        string vocabulary = Path.Combine(target, $"vocab.txt.{Guid.NewGuid():N}");
        using var tokenizer = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(source, "tokenizer.json")));
        File.WriteAllText(vocabulary, string.Concat(tokenizer.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject().OrderBy(t => t.Value.GetInt32()).Select(t => t.Name + "\n")));
        File.Move(vocabulary, Path.Combine(target, "vocab.txt"), overwrite: true);
        return target;
    }

    /// <summary>A folder with the classic files only: vocab.json and merges.txt, or a SentencePiece model, and the configs.</summary>
    public static string ClassicFolder(string name, string file)
    {
        string source = Folder(name);
        string target = $"{source}-classic";
        Directory.CreateDirectory(target);
        Copy(Path.Combine(source, "tokenizer_config.json"), target);
        Copy(Path.Combine(source, "special_tokens_map.json"), target);
        if (file.EndsWith(".model", StringComparison.Ordinal))
        {
            Copy(Path.Combine(Folder(name.Replace("-older-json", "", StringComparison.Ordinal)), file), target);
            return target;
        }

        using var tokenizer = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(source, "tokenizer.json")));
        JsonElement model = tokenizer.RootElement.GetProperty("model");
        Write(target, "vocab.json", model.GetProperty("vocab").GetRawText());
        Write(target, "merges.txt", "#version: 0.2\n" + string.Concat(model.GetProperty("merges").EnumerateArray().Select(m => (m.ValueKind == JsonValueKind.String ? m.GetString() : $"{m[0].GetString()} {m[1].GetString()}") + "\n")));
        return target;
    }

    private static void Copy(string file, string target)
    {
        string temporary = Path.Combine(target, $"{Guid.NewGuid():N}");
        File.Copy(file, temporary);
        File.Move(temporary, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
    }

    private static void Write(string target, string name, string text)
    {
        string temporary = Path.Combine(target, $"{Guid.NewGuid():N}");
        File.WriteAllText(temporary, text);
        File.Move(temporary, Path.Combine(target, name), overwrite: true);
    }

    /// <summary>The rows of a packed .jsonl file, such as Rows("bert-base-uncased", "cases", "random").</summary>
    public static IEnumerable<JsonElement> Rows(params string[] path)
    {
        using var reader = new StreamReader(Unpack(RepositoryFiles.Reference(["tokenizers", .. path]) + ".jsonl.br"));
        while (reader.ReadLine() is { } line)
            yield return JsonDocument.Parse(line).RootElement;
    }

    /// <summary>Whether there is such a file.</summary>
    public static bool Has(params string[] path) => File.Exists(RepositoryFiles.Reference(["tokenizers", .. path]) + ".jsonl.br");

    private static BrotliStream Unpack(string file) => new(File.OpenRead(file), CompressionMode.Decompress);
}
