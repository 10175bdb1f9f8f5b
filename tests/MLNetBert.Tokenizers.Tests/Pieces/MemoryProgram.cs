using System.Globalization;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization.Pieces;

/// <summary>Run as a process of its own: encodes a row, and tells the number of tokens and the most memory in megabytes.</summary>
internal static class MemoryProgram
{
    public static void Main(string[] args)
    {
        var tokenizer = PreTrainedTokenizer.Open(args[0]);
        string how = args[1], text = Prose(int.Parse(args[2], CultureInfo.InvariantCulture) * MemoryTests.Megabyte);
        SequenceSide side = how.EndsWith("left", StringComparison.Ordinal) ? SequenceSide.Left : SequenceSide.Right;
        EncodeOptions options = new() { MaxLength = how.Contains("512", StringComparison.Ordinal) ? 512 : null, TruncationSide = side, Overflow = how.StartsWith("windows", StringComparison.Ordinal) };
        List<int> ids = [];
        if (!how.StartsWith("ids", StringComparison.Ordinal))
        {
            TokenEncoding encoding = tokenizer.Encode(text, how.StartsWith("pair", StringComparison.Ordinal) ? text : null, options);
            ids = [.. encoding.Ids];
            GC.KeepAlive(encoding);
        }
        else if (side == SequenceSide.Right)
        {
            tokenizer.EncodeTo(text, options.MaxLength ?? int.MaxValue, ids);
        }
        else
        {
            string left = Directory.CreateTempSubdirectory("left").FullName;
            File.Copy(Path.Combine(args[0], "tokenizer.json"), Path.Combine(left, "tokenizer.json"));
            File.WriteAllText(Path.Combine(left, "tokenizer_config.json"), """{"truncation_side":"left"}""");
            PreTrainedTokenizer.Open(left).EncodeTo(text, 512, ids);
            Directory.Delete(left, recursive: true);
        }

        string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ids.Count} {int.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024}"));
    }

    private static string Prose(int length) => string.Create(length, 0, static (text, _) =>
    {
        ReadOnlySpan<string> words = ["the", "of", "and", "a", "to", "in", "is", "you", "that", "it", "he", "was", "for", "on", "are", "as", "with", "his", "they", "at", "language", "processing", "tokenization", "morning,", "question.", "extraordinary", "weather", "government", "1984", "however;"];
        var random = new Random(1);
        while (text.Length > 0)
        {
            string word = words[random.Next(words.Length)];
            int count = Math.Min(word.Length, text.Length);
            word.AsSpan(0, count).CopyTo(text);
            text = text[count..];
            if (text.Length > 0)
            {
                text[0] = ' ';
                text = text[1..];
            }
        }
    });
}
