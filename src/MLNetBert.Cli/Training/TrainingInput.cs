using System.Security.Cryptography;

namespace MLNetBert.Cli.Training;

/// <summary>The rows of a training, all of them, and what they were read from.</summary>
/// <param name="Rows">The texts and labels.</param>
/// <param name="Ids">The id of each.</param>
/// <param name="Sources">The inputs' names.</param>
internal sealed record TrainingInput(IReadOnlyList<LabeledText> Rows, IReadOnlyList<string> Ids, IReadOnlyList<string> Sources)
{
    /// <summary>Reads all rows; the label is the first of the other columns, a group the second.</summary>
    public static TrainingInput Read(InputReader input, CancellationToken cancellation)
    {
        List<LabeledText> rows = [];
        List<string> ids = [];
        List<string> sources = [];
        foreach (TextRow row in input.Rows().Until(cancellation))
        {
            if (row.Others![0].Length == 0)
                throw new BadInputException($"{row.Where}: the label is empty; give the row one, or leave it out.") { Code = "row.value", File = row.Source, Row = row.Row };

            rows.Add(new LabeledText(row.Text, row.Others[0]) { TextPair = row.TextPair, Group = row.Others.Count > 1 ? row.Others[1] : null });
            ids.Add(row.Id);
            if (sources.Count == 0 || sources[^1] != row.Source)
                sources.Add(row.Source);
        }

        return new(rows, ids, sources);
    }

    /// <summary>The SHA-256 of labels and texts in order, whatever the file's format: each as UTF-8 with a zero byte behind it.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LabeledText row in Rows)
            hash.AppendData(Encoding.UTF8.GetBytes($"{row.Label}\0{row.Text}\0{row.TextPair}\0"));

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
