namespace MLNetBert.Cli.Input;

/// <summary>One row of the input: its id, its text or pair, and where it is.</summary>
/// <param name="Id">The id column's value, or the row's number from 0 over all inputs.</param>
/// <param name="IdIsNumber">Whether the id is written to JSON as a number: row numbers, and JSON input's own numbers.</param>
/// <param name="Text">The text.</param>
/// <param name="TextPair">The second text, if --text-pair is given.</param>
/// <param name="Source">The input's name as the user gave it.</param>
/// <param name="Row">The row in its input, from 1; a header does not count.</param>
/// <param name="Line">The line in its input where the row starts, from 1; 0 if it has no lines.</param>
/// <param name="Others">The values of <see cref="Columns.Others"/>, in their order; null if there are none.</param>
internal sealed record TextRow(string Id, bool IdIsNumber, string Text, string? TextPair, string Source, long Row, long Line, IReadOnlyList<string>? Others = null) : IRowIdentity
{
    /// <summary>Where the row is, for messages.</summary>
    public string Where => Place(Source, Row, Line);

    /// <summary>A row's place for messages; the row's number is left out if it says the same as the line.</summary>
    public static string Place(string source, long row, long line) =>
        row == line ? $"{source}, line {line}" : line == 0 ? $"{source}, row {row}" : $"{source}, row {row} (line {line})";
}
