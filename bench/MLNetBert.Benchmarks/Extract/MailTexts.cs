using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsvHelper;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks;

/// <summary>The mails that are measured with.</summary>
internal static class MailTexts
{
    public static string[] Subjects()
    {
        using FileStream file = File.OpenRead(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv"));
        using var csv = CsvReader.Create(file, new CsvReaderOptions { Encoding = Encoding.UTF8 });
        csv.ReadHeader();
        int column = Array.IndexOf([.. csv.Headers], "text");
        List<string> texts = [];
        while (csv.Read())
            texts.Add(csv.GetString(column));
        return [.. texts];
    }

    public static string[] Bodies() => JsonTexts(file => new GZipStream(file, CompressionMode.Decompress), "texts", "mail-bodies.jsonl.gz");

    /// <summary>No mails: texts in many languages and of many kinds.</summary>
    public static string[] Others() => JsonTexts(file => new BrotliStream(file, CompressionMode.Decompress), "tokenizers", "texts", "realistic.jsonl.br");

    private static string[] JsonTexts(Func<Stream, Stream> unpack, params string[] path)
    {
        using FileStream file = File.OpenRead(RepositoryFiles.Reference(path));
        using StreamReader reader = new(unpack(file));
        List<string> texts = [];
        while (reader.ReadLine() is string line)
            texts.Add(JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!);
        return [.. texts];
    }
}
