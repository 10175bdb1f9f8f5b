using System.Text.Json;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization.Fuzz;

/// <summary>Encodes random texts with ours and with Hugging Face's Rust tokenizer, and shows where they differ.</summary>
internal static class DifferentialFuzz
{
    private const int Chunk = 500;

    /// <summary>The tokenizers to compare: folders that <see cref="ReferenceTokenizers"/> knows.</summary>
    public static readonly string[] Tokenizers = ["all-MiniLM-L6-v2", "bert-base-uncased", "bert-base-multilingual-cased", "bert-base-chinese", "roberta-base", "albert", "albert-older-json", "xlm-roberta", "xlm-roberta-older-json"];

    /// <summary>A file of the same tokenizer, tiny, with all that added tokens can do.</summary>
    public static readonly string[] TinyVariants = [.. Directory.GetFiles(RepositoryFiles.Reference("tokenizers", "tiny"), "*.json.br")
        .Select(f => "tiny/" + Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    /// <summary>Compares <paramref name="count"/> texts and gives a report of the differences; empty is none. Stops after ten.</summary>
    public static string Run(string name, int count, int seed, Action<int>? progress = null)
    {
        string[] parts = name.Split('/');
        string json = ComponentVariants.File(name) ?? Path.Combine(ReferenceTokenizers.Folder(parts[0]), parts.ElementAtOrDefault(1) ?? "tokenizer.json");

        // Every other time, texts are cut wherever they may be.
        TokenizerLimits limits = new() { PieceLength = seed % 2 == 0 ? 1 : 1000 };
        return Run(name, PreTrainedTokenizer.Open(parts.Length > 1 ? json : Path.GetDirectoryName(json)!, limits), json, count, seed, progress);
    }

    /// <summary>Compares a tokenizer with what Rust makes of its tokenizer.json.</summary>
    public static string Run(string name, PreTrainedTokenizer ours, string json, int count, int seed, Action<int>? progress = null)
    {
        using var rust = new RustTokenizer(json);
        (List<string> tokens, List<string> added) = Vocabulary(json);
        var generator = new TextGenerator(seed, tokens, added);
        var report = new HashSet<string>();
        for (int done = 0; done < count && report.Count < 10; done += Chunk)
        {
            FuzzText[] texts = [.. Enumerable.Range(0, Math.Min(Chunk, count - done)).Select(_ => generator.Next())];
            RustEncoding[] expected = rust.Encode(texts);
            for (int i = 0; i < texts.Length; i++)
            {
                if (report.Count < 10 && Difference(ours, texts[i], expected[i]) != null)
                    report.Add(Shrink(ours, rust, texts[i]));
            }

            progress?.Invoke(done + texts.Length);
        }

        return report.Count == 0 ? "" : $"{name}, seed {seed}, {report.Count} differences:\n{string.Join('\n', report)}";
    }

    /// <summary>How our encoding differs, or null.</summary>
    private static string? Difference(PreTrainedTokenizer tokenizer, FuzzText text, RustEncoding expected)
    {
        try
        {
            TokenEncoding actual = tokenizer.Encode(text.First, text.Second);
            var ids = new List<int>();
            var types = new List<int>();
            tokenizer.EncodeTo(text.First, text.Second, text.Second != null, int.MaxValue, ids, types);
            return expected.Error != null ? $"Rust refuses: {expected.Error}"
                : Difference("ids", expected.Ids, actual.Ids)
                ?? Difference("ids of EncodeTo", expected.Ids, ids)
                ?? Difference("types", expected.TypeIds, actual.TypeIds)
                ?? Difference("types of EncodeTo", expected.TypeIds, types)
                ?? Difference("offsets", expected.Offsets, actual.OffsetsInCodePoints(text.First, text.Second))
                ?? Difference("tokens", expected.Tokens.Select(Quote), actual.Tokens.Select(Quote))
                ?? Difference("decoded", [Quote(expected.Decoded)], [Quote(tokenizer.Decode(ids))]);
        }
        catch (BadInputException e)
        {
            return expected.Error == null ? $"ours refuses: {e.Message}" : null;
        }
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private static string? Difference<T>(string what, IEnumerable<T> rust, IEnumerable<T> ours) =>
        rust.SequenceEqual(ours) ? null : $"{what}\n    Rust {string.Join(' ', rust)}\n    ours {string.Join(' ', ours)}";

    /// <summary>Takes away as much of a text as it can while the two still differ.</summary>
    private static string Shrink(PreTrainedTokenizer ours, RustTokenizer rust, FuzzText text)
    {
        FuzzText[] alone = text.Second == null ? [] : [new(text.First, null), new(text.Second, null)];
        text = alone.Append(text).First(Differs);
        text = text with { First = Shorten(text.First, shorter => Differs(text with { First = shorter })) };
        if (text.Second != null)
            text = text with { Second = Shorten(text.Second, shorter => Differs(text with { Second = shorter })) };

        return $"  {text.Json}: {Difference(ours, text, rust.Encode([text])[0])}";

        bool Differs(FuzzText candidate) => Difference(ours, candidate, rust.Encode([candidate])[0]) != null;
    }

    /// <summary>Takes pieces away, large ones first, as long as the rest keeps the property.</summary>
    private static string Shorten(string text, Func<string, bool> holds)
    {
        for (int length = Math.Max(1, text.Length / 2); length > 0 && text.Length > 0; length = length > 2 ? length / 2 : length - 1)
        {
            for (int at = 0; at + length <= text.Length;)
            {
                string shorter = text.Remove(at, length);
                if (holds(shorter))
                    text = shorter;
                else
                    at++;
            }
        }

        return text;
    }

    /// <summary>The tokens of the model as they stand in text, and the added tokens.</summary>
    private static (List<string> Tokens, List<string> Added) Vocabulary(string json)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(json));
        JsonElement vocabulary = document.RootElement.GetProperty("model").GetProperty("vocab");
        IEnumerable<string> tokens = vocabulary.ValueKind == JsonValueKind.Object
            ? vocabulary.EnumerateObject().Select(t => t.Name)
            : vocabulary.EnumerateArray().Select(t => t[0].GetString()!);
        return (
            [.. tokens.Select(t => t.StartsWith("##", StringComparison.Ordinal) ? t[2..] : t.Replace('\u0120', ' ').Replace('\u2581', ' '))],
            [.. document.RootElement.GetProperty("added_tokens").EnumerateArray().Select(t => t.GetProperty("content").GetString()!)]);
    }
}
