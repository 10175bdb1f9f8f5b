namespace MLNetBert.Cli.Output;

/// <summary>What an output's name asks for.</summary>
internal static class OutputKinds
{
    /// <summary>The ending without .gz, in lower case; .npy.gz and .idv.gz with it. JSON lines for standard output, and for pipes and devices without such an ending.</summary>
    public static string Of(string path)
    {
        string ending = EndingOf(path);
        return ending is not (".npy" or ".idv" or ".csv" or ".tsv") && FileNames.IsStream(path) ? ".jsonl" : ending;
    }

    private static string EndingOf(string path)
    {
        string name = Path.GetFileName(path).ToLowerInvariant();
        string ending = Path.GetExtension(name);
        if (ending != ".gz")
            return ending;

        string inner = Path.GetExtension(name[..^3]);
        return inner is ".npy" or ".idv" ? inner + ending : inner;
    }
}
