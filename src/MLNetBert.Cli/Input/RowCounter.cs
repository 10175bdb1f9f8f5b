namespace MLNetBert.Cli.Input;

/// <summary>Counts the rows of all inputs together, from 0: the id of a row without one.</summary>
/// <param name="first">The number of the first row, if reading begins within the inputs.</param>
internal sealed class RowCounter(long first = 0)
{
    private long _count = first;

    /// <summary>The number of the next row: how many have been read so far, and those before the first.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The number of the row being read, as text.</summary>
    public string Next() => (_count++).ToString(CultureInfo.InvariantCulture);
}
