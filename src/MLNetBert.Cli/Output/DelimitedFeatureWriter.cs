namespace MLNetBert.Cli.Output;

/// <summary>.csv and .tsv: a header id, f0, f1, ..., then one line per row. Numbers are the shortest that read back to the same float.</summary>
internal sealed class DelimitedFeatureWriter : IFeatureWriter
{
    private const int LongestFloat = 32;

    private readonly OutputFile _file;
    private readonly char _separator;

    /// <summary>Begins the file with its header.</summary>
    public DelimitedFeatureWriter(string path, char separator, int dimension)
    {
        _file = OutputFile.Create(path);
        _separator = separator;
        string header = string.Join(separator, Enumerable.Range(0, dimension).Select(i => $"f{i}").Prepend("id"));
        Encoding.UTF8.GetBytes(header, _file.Content);
        _file.Content.Write("\n"u8);
    }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => [_file];

    /// <summary>A field, in quotes if it has to be.</summary>
    public static string Quoted(string field, char separator) =>
        field.AsSpan().ContainsAny([separator, '"', '\n', '\r']) ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    /// <inheritdoc/>
    public void Write(IRowIdentity row, ReadOnlySpan<float> features)
    {
        ByteSink sink = _file.Content;
        Encoding.UTF8.GetBytes(Quoted(row.Id, _separator), sink);
        foreach (float value in features)
        {
            Span<byte> span = sink.GetSpan(LongestFloat);
            span[0] = (byte)_separator;
            value.TryFormat(span[1..], out int written, default, CultureInfo.InvariantCulture);
            sink.Advance(written + 1);
        }

        sink.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Finish() => _file.Finish();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
