using MLNetBert.Tests;

namespace MLNetBert.StageTests.Training;

/// <summary>Mails of samples/data, evenly spread over the file.</summary>
internal static class MailRows
{
    private static readonly Lazy<LabeledText[]> Every = new(() => [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv")).Skip(1).Select(Parse)]);

    /// <summary>Every n-th of them, but of the rare class all that are needed to have <paramref name="rare"/>.</summary>
    public static LabeledText[] Some(int every, int rare)
        => [.. Every.Value.Where((row, i) => row.Label != "hard-ham" && i % every == 0), .. Every.Value.Where(row => row.Label == "hard-ham").Take(rare)];

    private static LabeledText Parse(string line)
    {
        string[] fields = line.Split(',', 3);
        return new(fields[2].StartsWith('"') ? fields[2][1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : fields[2], fields[1]);
    }
}
