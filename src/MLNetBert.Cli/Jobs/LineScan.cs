namespace MLNetBert.Cli.Jobs;

/// <summary>Finds where the rows of .jsonl and .txt start, as <see cref="LineReader"/> has them, without looking into them.</summary>
internal static class LineScan
{
    private const int BufferSize = 1 << 20;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The lines.</param>
    /// <param name="skipBlank">Whether lines of blanks alone are no rows.</param>
    /// <param name="row">Is told the offset and the line of each row.</param>
    public static void Read(Stream stream, bool skipBlank, Action<long, long> row)
    {
        byte[] buffer = new byte[BufferSize];
        long before = 0, start = 0, line = 1;
        bool content = !skipBlank;
        for (int count = stream.ReadAtLeast(buffer, 3, throwOnEndOfStream: false); count > 0; count = stream.Read(buffer))
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, count);
            if (before == 0 && rest.StartsWith("\uFEFF"u8))
            {
                start = 3;
                rest = rest[3..];
            }

            while (true)
            {
                int end = rest.IndexOf((byte)'\n');
                content = content || rest[..(end < 0 ? rest.Length : end)].ContainsAnyExcept(" \t\r"u8);
                if (end < 0)
                    break;

                if (content)
                    row(start, line);

                rest = rest[(end + 1)..];
                start = before + count - rest.Length;
                line++;
                content = !skipBlank;
            }

            before += count;
        }

        if (content && start < before)
            row(start, line);
    }
}
