using System.Diagnostics;
using System.Globalization;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization.Pieces;

/// <summary>How much memory a process needs that encodes one long row: most it ever had, as Linux counts it.</summary>
public class MemoryTests
{
    private const int Megabyte = 1 << 20;

    public static TheoryData<string, string> Rows()
    {
        TheoryData<string, string> rows = [];
        foreach (string tokenizer in (string[])["bert-base-uncased", "roberta-base", "xlm-roberta", "albert"])
        {
            foreach (string how in (string[])["ids", "ids-512", "ids-512-left", "details", "details-512", "details-512-left", "windows-512", "pair-512"])
                rows.Add(tokenizer, how);
        }

        return rows;
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Rows))]
    public void A_row_of_64_megabytes_takes_less_than_a_gigabyte(string tokenizer, string how) => Run(tokenizer, how, 64, 1024);

    [Theory]
    [InlineData("bert-base-uncased", "details-512")]
    [InlineData("roberta-base", "details-512-left")]
    [InlineData("xlm-roberta", "ids-512-left")]
    public void A_row_of_8_megabytes_takes_little(string tokenizer, string how) => Run(tokenizer, how, 8, 350);

    private static void Run(string tokenizer, string how, int megabytes, int limit)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(MemoryTests).Assembly.Location, ReferenceTokenizers.Folder(tokenizer), how, $"{megabytes}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) != "dotnet")
            start.FileName = "dotnet";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] output = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        (int tokens, int peak) = (int.Parse(output[0], CultureInfo.InvariantCulture), int.Parse(output[1], CultureInfo.InvariantCulture));
        Assert.True(how.Contains("512", StringComparison.Ordinal) ? tokens == 512 : tokens > megabytes * (Megabyte / 10), $"{tokens} tokens");
        Assert.True(peak < limit, $"{peak} MB at most");
    }

    /// <summary>What the child does: encodes a row, and tells the number of tokens and the most memory in megabytes.</summary>
    public static void Main(string[] args)
    {
        var tokenizer = PreTrainedTokenizer.Open(args[0]);
        string how = args[1], text = Prose(int.Parse(args[2], CultureInfo.InvariantCulture) * Megabyte);
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
