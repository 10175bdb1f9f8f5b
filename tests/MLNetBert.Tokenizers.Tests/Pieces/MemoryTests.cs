using System.Diagnostics;
using System.Globalization;

namespace MLNetBert.Tests.Tokenization.Pieces;

/// <summary>How much memory a process needs that encodes one long row: most it ever had, as Linux counts it.</summary>
public class MemoryTests
{
    internal const int Megabyte = 1 << 20;

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
}
