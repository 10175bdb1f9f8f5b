namespace MLNetBert.Cli.Prediction;

/// <summary>Chooses the writer of predictions by the output's ending.</summary>
internal static class PredictionWriters
{
    /// <summary>Rejects an output of an unknown kind before any work is done.</summary>
    public static void Check(string path)
    {
        string kind = OutputKinds.Of(path);
        if (kind is not (".npy" or ".jsonl" or ".csv" or ".tsv"))
            throw new BadInputException($"--out {path}: the ending does not tell the format; choose .csv, .tsv or .jsonl (.gz may follow), .npy, or - for JSON lines on standard output.") { Code = "output.format", File = path, Key = "--out" };

        if (kind == ".npy" && FileNames.IsStream(path))
            throw new BadInputException($"--out {path} is a pipe or a device, but the start of .npy is written last; write .jsonl, .csv or .tsv, or to a file.") { Code = "output.format", File = path, Key = "--out" };
    }

    /// <summary>The files that are written beside the predictions.</summary>
    public static string[] Beside(string path) => OutputKinds.Of(path) == ".npy" ? [NpyFeatureWriter.IdsPath(path), NpyPredictionWriter.LabelsPath(path)] : [];

    /// <summary>Begins the output.</summary>
    public static IPredictionWriter Create(string path, IReadOnlyList<string> labels) => OutputKinds.Of(path) switch
    {
        ".npy" => new NpyPredictionWriter(path, labels),
        ".csv" => new DelimitedPredictionWriter(path, ',', labels),
        ".tsv" => new DelimitedPredictionWriter(path, '\t', labels),
        _ => new JsonPredictionWriter(path, labels),
    };
}
