using System.Text.Unicode;

namespace MLNetBert.Cli.Input;

/// <summary>Whether a row is UTF-8, where bad rows are passed over; elsewhere <see cref="Utf8CheckedStream"/> sees to the whole input.</summary>
internal static class RowEncoding
{
    /// <summary>What is wrong with the bytes of a row; null if nothing is.</summary>
    public static BadInputException? Error(ReadOnlySpan<byte> bytes, string source, long row, long line)
    {
        if (Utf8.IsValid(bytes))
            return null;

        Utf8.ToUtf16(bytes, new char[bytes.Length], out int good, out _, replaceInvalidSequences: false);
        return new($"{TextRow.Place(source, row, line)}: byte 0x{bytes[good]:X2} is not valid UTF-8 (it may be Latin-1 or Windows-1252); save the row as UTF-8.") { Code = "file.encoding", File = source, Row = row };
    }
}
