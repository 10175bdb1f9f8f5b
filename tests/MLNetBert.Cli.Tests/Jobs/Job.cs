using MLNetBert.Cli.Commands;
using MLNetBert.Cli.Tests.EndToEnd;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>The command on the tiny model: within this process, which saves its start, or as one of its own to see what it says.</summary>
internal static class Job
{
    /// <summary>Extracts, and must succeed.</summary>
    public static void Extract(params string[] arguments) => Assert.Equal(0, CommandRunner.Run(["extract", .. arguments, "--model", TinyModel.Folder, "--quiet"]));

    /// <summary>Merges, and must succeed.</summary>
    public static void Merge(string folder, string output) => Assert.Equal(0, CommandRunner.Run(["merge", folder, "--out", output, "--quiet"]));

    /// <summary>Any command within this process; its exit code.</summary>
    public static int Run(params string[] arguments) => CommandRunner.Run(arguments);

    /// <summary>Extracts as a process of its own.</summary>
    public static Command.Result Process(params string[] arguments) => Command.Run(["extract", .. arguments, "--model", TinyModel.Folder, "--quiet"]);

    /// <summary>Rows of all kinds: texts of several lengths, line breaks and quotes, ids of their own.</summary>
    public static IEnumerable<(string Id, string Text)> Rows(int count, int seed = 1)
    {
        string[] words = ["the", "cat", "sat", "on", "a", "mat", "mail", "with", "naïve", "日本", "\"quoted\"", "comma,", "line\nbreak"];
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
            yield return ($"m{i}", string.Join(' ', Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)])));
    }

    /// <summary>As .csv.</summary>
    public static string Csv(IEnumerable<(string Id, string Text)> rows) =>
        "id,text\n" + string.Concat(rows.Select(row => $"{row.Id},\"{row.Text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"));

    /// <summary>As JSON lines.</summary>
    public static string Jsonl(IEnumerable<(string Id, string Text)> rows) =>
        string.Concat(rows.Select((row, i) => $"{System.Text.Json.JsonSerializer.Serialize(new { id = row.Id, text = row.Text })}\n{(i % 7 == 3 ? " \n" : "")}"));

    /// <summary>Asserts that two outputs have the same bytes.</summary>
    public static void AssertSame(string expected, string actual)
    {
        byte[] one = File.ReadAllBytes(expected), other = File.ReadAllBytes(actual);
        Assert.True(one.AsSpan().SequenceEqual(other), $"{expected} has {one.Length} bytes, {actual} {other.Length}; the first difference is at {one.AsSpan().CommonPrefixLength(other)}.");
    }
}
