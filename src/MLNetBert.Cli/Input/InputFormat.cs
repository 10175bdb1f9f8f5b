namespace MLNetBert.Cli.Input;

/// <summary>What an input contains.</summary>
internal enum InputFormat
{
    /// <summary>Comma-separated with a header (RFC 4180).</summary>
    Csv,

    /// <summary>Tab-separated with a header.</summary>
    Tsv,

    /// <summary>One JSON object per line.</summary>
    Jsonl,

    /// <summary>One text per line.</summary>
    Txt,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}

/// <summary>Formats by their names and by the endings of files.</summary>
internal static class InputFormats
{
    /// <summary>The names --format takes, which are the endings too.</summary>
    public static readonly string[] Names = ["csv", "tsv", "jsonl", "txt", "parquet"];

    /// <summary>The format that a file's name implies, or null; .gz or .zst at the end does not count.</summary>
    public static InputFormat? OfFile(string path) => Path.GetExtension(FileNames.Uncompressed(path)).ToLowerInvariant() switch
    {
        ".csv" => InputFormat.Csv,
        ".tsv" => InputFormat.Tsv,
        ".jsonl" => InputFormat.Jsonl,
        ".txt" => InputFormat.Txt,
        ".parquet" => InputFormat.Parquet,
        _ => null,
    };

    /// <summary>The format for a name that --format accepted.</summary>
    public static InputFormat Named(string name) => (InputFormat)Array.IndexOf(Names, name);
}
