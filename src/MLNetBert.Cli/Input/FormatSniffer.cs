namespace MLNetBert.Cli.Input;

/// <summary>Finds the format of standard input from its first line, if --format does not give it.</summary>
internal static class FormatSniffer
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Length = 1 << 16;

    /// <summary>
    /// JSON lines if the first line begins with {; comma- or tab-separated if the first line is a header with the text's
    /// column; otherwise one text per line.
    /// </summary>
    public static InputFormat Tell(ReadOnlySpan<byte> head, Columns columns)
    {
        string text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF');
        string line = text.TrimStart().Split('\n')[0].TrimEnd('\r');
        if (line.StartsWith('{'))
            return InputFormat.Jsonl;

        foreach ((char separator, InputFormat format) in new[] { (',', InputFormat.Csv), ('\t', InputFormat.Tsv) })
        {
            if (line.Split(separator).Any(name => name.Trim('"') == columns.TextName))
                return format;
        }

        return InputFormat.Txt;
    }
}
