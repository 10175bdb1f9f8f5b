namespace MLNetBert.Cli.Prediction;

/// <summary>Chooses the writer of predictions by the output's ending.</summary>
internal static class PredictionWriters
{
    /// <summary>Rejects an output of an unknown kind before any work is done.</summary>
    public static void Check(string path)
    {
        string kind = OutputKinds.Of(path);
        if (kind is not (".npy" or ".parquet" or ".jsonl" or ".csv" or ".tsv"))
            throw new BadInputException($"--out {path}: {(kind.StartsWith(".parquet.", StringComparison.Ordinal) ? "Parquet is compressed within; leave out the second ending" : "the ending does not tell the format; choose .csv, .tsv or .jsonl (.gz or .zst may follow), .parquet, .npy, or - for JSON lines on standard output")}.") { Code = "output.format", File = path, Key = "--out" };

        if (kind == ".npy" && FileNames.IsStream(path))
            throw new BadInputException($"--out {path} is a pipe or a device, but the start of .npy is written last; write .jsonl, .csv or .tsv, or to a file.") { Code = "output.format", File = path, Key = "--out" };
    }

    /// <summary>The files that are written beside the predictions.</summary>
    public static string[] Beside(string path) => OutputKinds.Of(path) == ".npy" ? [NpyFeatureWriter.IdsPath(path), NpyPredictionWriter.LabelsPath(path)] : [];

    /// <summary>Begins the output.</summary>
    public static IPredictionWriter Create(string path, IReadOnlyList<string> labels, IdType ids) => OutputKinds.Of(path) switch
    {
        ".npy" => new NpyPredictionWriter(path, labels),
        ".parquet" => new ParquetPredictionWriter(path, labels, ids),
        ".csv" => new DelimitedPredictionWriter(path, ',', labels),
        ".tsv" => new DelimitedPredictionWriter(path, '\t', labels),
        _ => new JsonPredictionWriter(path, labels),
    };
}
