namespace MLNetBert.Cli.Output;

/// <summary>What an output's name asks for.</summary>
internal static class OutputKinds
{
    /// <summary>The ending without .gz or .zst, in lower case; .npy, .idv and .parquet keep it. JSON lines for standard output, and for pipes and devices without such an ending.</summary>
    public static string Of(string path)
    {
        string ending = EndingOf(path);
        return ending is not (".npy" or ".idv" or ".parquet" or ".csv" or ".tsv") && FileNames.IsStream(path) ? ".jsonl" : ending;
    }

    private static string EndingOf(string path)
    {
        string name = Path.GetFileName(path).ToLowerInvariant();
        string ending = Path.GetExtension(name), inner = Path.GetExtension(FileNames.Uncompressed(name));
        return ending is ".gz" or ".zst" && inner is ".npy" or ".idv" or ".parquet" ? inner + ending : inner;
    }
}
