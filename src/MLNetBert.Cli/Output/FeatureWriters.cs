namespace MLNetBert.Cli.Output;

/// <summary>Chooses the writer of features by the output's ending.</summary>
internal static class FeatureWriters
{
    private const string Endings = ".npy, .parquet, .idv, .jsonl, .csv or .tsv (.gz or .zst may follow the last three)";

    /// <summary>Rejects an output of an unknown kind, or of one that cannot hold the features, before any work is done.</summary>
    public static void Check(string path, bool perToken, bool standardOutput = true, FeatureType type = FeatureType.Float32)
    {
        string kind = OutputKinds.Of(path);
        if (kind is not (".npy" or ".parquet" or ".idv" or ".jsonl" or ".csv" or ".tsv"))
        {
            throw new BadInputException(kind switch
            {
                ".npy.gz" or ".npy.zst" => $"--out {path}: NumPy does not read zipped .npy files; leave out {Path.GetExtension(path)}, or write .jsonl{Path.GetExtension(path)}.",
                ".idv.gz" or ".idv.zst" => $"--out {path}: ML.NET does not read zipped .idv files; leave out {Path.GetExtension(path)}, or write .jsonl{Path.GetExtension(path)}.",
                ".parquet.gz" or ".parquet.zst" => $"--out {path}: Parquet is compressed within; leave out {Path.GetExtension(path)}.",
                _ => $"--out {path}: the ending does not tell the format; choose {Endings}{(standardOutput ? ", or - for JSON lines on standard output" : "")}.",
            })
            { Code = "output.format", File = path, Key = "--out" };
        }

        if (kind is ".npy" or ".idv" && FileNames.IsStream(path))
            throw new BadInputException($"--out {path} is a pipe or a device, but the start of {kind} is written last; write .jsonl, .csv or .tsv, or to a file.") { Code = "output.format", File = path, Key = "--out" };

        if (type == FeatureType.Float16 && kind is not (".npy" or ".parquet"))
            throw new BadInputException($"--out {path} cannot hold --dtype float16; write .npy or .parquet.") { Code = "output.format", File = path, Key = "--dtype" };

        if (perToken && kind != ".jsonl")
            throw new BadInputException($"--out {path} cannot hold --pooling none, which gives each text one vector per token; write .jsonl.") { Code = "output.format", File = path, Key = "--out" };
    }

    /// <summary>The file that is written beside features at <paramref name="path"/>, if any.</summary>
    public static string? Beside(string path) => OutputKinds.Of(path) == ".npy" ? NpyFeatureWriter.IdsPath(path) : null;

    /// <summary>Begins the output.</summary>
    public static IFeatureWriter Create(string path, FeatureHeading heading) => OutputKinds.Of(path) switch
    {
        ".npy" => new NpyFeatureWriter(path, heading.Dimension, heading.Type),
        ".parquet" => new ParquetFeatureWriter(path, heading),
        ".idv" => new IdvFeatureWriter(path, heading.Dimension),
        ".csv" => new DelimitedFeatureWriter(path, ',', heading.Dimension),
        ".tsv" => new DelimitedFeatureWriter(path, '\t', heading.Dimension),
        _ => new JsonFeatureWriter(path, heading.Dimension, heading.PerToken),
    };
}
