namespace MLNetBert.Cli.Verification;

/// <summary>A further file that could not be run.</summary>
/// <param name="File">The ONNX file.</param>
/// <param name="Why">The sentence.</param>
internal sealed record FailedFile(string File, string Why);

/// <summary>The results for the terminal: one table per file, and its verdict.</summary>
internal static class VerificationTable
{
    /// <summary>Everything.</summary>
    public static string Text(IReadOnlyList<FileVerification> files, IReadOnlyList<FailedFile> failed)
    {
        var text = new StringBuilder();
        foreach (FileVerification file in files)
        {
            text.Append(Printable.Line(Heading(file))).Append('\n');
            Table(text, file);
            text.Append(Printable.Line(Verdict.Of(file))).Append("\n\n");
        }

        foreach (FailedFile file in failed)
            text.Append(CultureInfo.InvariantCulture, $"{Printable.Line($"{file.File} could not be run: {file.Why}")}\n\n");

        return text.ToString(0, text.Length - 1);
    }

    /// <summary>What was run, in a line.</summary>
    public static string Heading(FileVerification file) =>
        $"{file.Verifier.Featurizer.Model.ModelFile}: {Summary.Counted(file.Texts, "text")}, {Summary.Counted(file.Tokens, "token")}, {(file.Verifier.Featurizer.Model.Precision is { } precision ? $"{precision}".ToLowerInvariant() : "weights of few bits")}, pooling {file.Verifier.Featurizer.Pooling}{(file.Verifier.Featurizer.Normalize ? ", normalized" : "")}";

    /// <summary>A difference, with as many digits as are meaningful.</summary>
    public static string Number(double difference) => difference.ToString("0.##e+0", CultureInfo.InvariantCulture);

    /// <summary>A cosine: with more digits if it is near 1.</summary>
    public static string Cosine(double cosine) => cosine.ToString(cosine > 0.9999 ? "F10" : "F6", CultureInfo.InvariantCulture);

    /// <summary>Which text it was.</summary>
    public static string Which(MovedText moved) =>
        $"{Printable.Line(Printable.Cut(moved.Item.Id))} ({moved.Tokens} tokens{(moved.Padding > 0 ? $", {moved.Padding} of padding" : "")})";

    private static void Table(StringBuilder text, FileVerification file)
    {
        var lines = new List<string[]> { new[] { "", "differ", "greatest difference", "of id", "lowest cosine", "of id" } };
        foreach (bool ofExtract in new[] { true, false })
        {
            lines.Add([ofExtract ? "ways of extract" : "for information, no way of extract"]);
            lines.AddRange(file.Ways.Where(way => way.Way.OfFeaturizer == ofExtract).Select(way => Line(file, way)));
        }

        TextTable.Write(text, lines, column => column is 0 or 3 or 5);
    }

    private static string[] Line(FileVerification file, WayResult way)
    {
        string name = $"  {way.Way.Name(file.Verifier)}";
        return way switch
        {
            { Way.Skipped: { } why } => [$"{name}: not run, {why}"],
            { Greatest: { } greatest, LeastCosine: { } least } =>
                [name, Count(way), Number(greatest.Difference.Greatest), Which(greatest), Cosine(least.Difference.Cosine), Which(least)],
            _ => [name, Count(way), "0", "", "", ""],
        };
    }

    private static string Count(WayResult way) => string.Create(CultureInfo.InvariantCulture, $"{way.Differing:N0} of {way.Texts:N0}");
}
