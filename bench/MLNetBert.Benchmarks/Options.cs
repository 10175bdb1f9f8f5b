namespace MLNetBert.Benchmarks;

/// <summary>Options of the form --name value.</summary>
internal static class Options
{
    public static string? Get(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    public static string[] List(string[] args, string name, string[] missing) => Get(args, name)?.Split(',') ?? missing;

    public static int Int(string[] args, string name, int missing) =>
        Get(args, name) is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : missing;
}
