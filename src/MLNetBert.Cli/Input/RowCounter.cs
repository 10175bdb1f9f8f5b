namespace MLNetBert.Cli.Input;

/// <summary>Counts the rows of all inputs together, from 0: the id of a row without one.</summary>
internal sealed class RowCounter
{
    private long _count;

    /// <summary>How many rows have been read so far.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The number of the row being read, as text.</summary>
    public string Next() => (_count++).ToString(CultureInfo.InvariantCulture);
}
