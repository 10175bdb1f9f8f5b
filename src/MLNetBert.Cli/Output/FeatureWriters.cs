namespace MLNetBert.Cli.Output;

/// <summary>Chooses the writer of features by the output's ending.</summary>
internal static class FeatureWriters
{
    private const string Endings = ".npy, .idv, .jsonl, .csv or .tsv (.gz may follow the last three)";

    /// <summary>Rejects an output of an unknown kind, or of one that cannot hold the features, before any work is done.</summary>
    public static void Check(string path, bool perToken, bool standardOutput = true)
    {
        string kind = OutputKinds.Of(path);
        if (kind is not (".npy" or ".idv" or ".jsonl" or ".csv" or ".tsv"))
        {
            throw new BadInputException(kind switch
            {
                ".npy.gz" => $"--out {path}: NumPy does not read zipped .npy files; leave out .gz, or write .jsonl.gz.",
                ".idv.gz" => $"--out {path}: ML.NET does not read zipped .idv files; leave out .gz, or write .jsonl.gz.",
                _ => $"--out {path}: the ending does not tell the format; choose {Endings}{(standardOutput ? ", or - for JSON lines on standard output" : "")}.",
            })
            { Code = "output.format", File = path, Key = "--out" };
        }

        if (kind is ".npy" or ".idv" && FileNames.IsStream(path))
            throw new BadInputException($"--out {path} is a pipe or a device, but the start of {kind} is written last; write .jsonl, .csv or .tsv, or to a file.") { Code = "output.format", File = path, Key = "--out" };

        if (perToken && kind != ".jsonl")
            throw new BadInputException($"--out {path} cannot hold --pooling none, which gives each text one vector per token; write .jsonl.") { Code = "output.format", File = path, Key = "--out" };
    }

    /// <summary>The file that is written beside features at <paramref name="path"/>, if any.</summary>
    public static string? Beside(string path) => OutputKinds.Of(path) == ".npy" ? NpyFeatureWriter.IdsPath(path) : null;

    /// <summary>Begins the output.</summary>
    public static IFeatureWriter Create(string path, int dimension, bool perToken) => OutputKinds.Of(path) switch
    {
        ".npy" => new NpyFeatureWriter(path, dimension),
        ".idv" => new IdvFeatureWriter(path, dimension),
        ".csv" => new DelimitedFeatureWriter(path, ',', dimension),
        ".tsv" => new DelimitedFeatureWriter(path, '\t', dimension),
        _ => new JsonFeatureWriter(path, dimension, perToken),
    };
}
