namespace MLNetBert.Cli.Input;

/// <summary>What becomes of rows that cannot be used: an error, as a rule; or they are written down and passed over.</summary>
/// <param name="skip">Takes the row's error, its input, its number and line; null if it is an error.</param>
internal sealed class BadRows(Action<BadRow>? skip)
{
    /// <summary>They are errors.</summary>
    public static readonly BadRows Refused = new(null);

    /// <summary>Whether they are passed over.</summary>
    public bool AreSkipped => skip != null;

    /// <summary>Passes a row over; false if its error is to be thrown.</summary>
    public bool TrySkip(BadInputException error, string source, long row, long line)
    {
        skip?.Invoke(new BadRow(source, row, line, error));
        return skip != null;
    }
}

/// <summary>A row that cannot be used.</summary>
/// <param name="Source">The input's name.</param>
/// <param name="Row">Its number there, from 1.</param>
/// <param name="Line">The line at which it starts.</param>
/// <param name="Error">What is wrong.</param>
internal sealed record BadRow(string Source, long Row, long Line, BadInputException Error);
