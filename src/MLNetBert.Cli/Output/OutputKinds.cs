namespace MLNetBert.Cli.Output;

/// <summary>What an output's name asks for.</summary>
internal static class OutputKinds
{
    /// <summary>The ending without .gz, in lower case; .npy.gz and .idv.gz with it; .jsonl for standard output and devices, such as /dev/stdout.</summary>
    public static string Of(string path)
    {
        if (path == FileNames.Standard || FileNames.IsDevice(path))
            return ".jsonl";

        string name = Path.GetFileName(path).ToLowerInvariant();
        string ending = Path.GetExtension(name);
        if (ending != ".gz")
            return ending;

        string inner = Path.GetExtension(name[..^3]);
        return inner is ".npy" or ".idv" ? inner + ending : inner;
    }
}
