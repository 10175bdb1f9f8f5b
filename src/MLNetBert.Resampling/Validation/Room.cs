namespace MLNetBert.Resampling.Validation;

/// <summary>Rejects what was asked for if this machine has no room for it, before it is begun.</summary>
internal static class Room
{
    // Below this there is nothing to ask the machine about.
    private const long Always = 1 << 26;

    /// <summary>Rejects more things than an array holds, or more bytes than the process can have.</summary>
    /// <param name="count">How many things there will be.</param>
    /// <param name="bytesEach">How many bytes each of them takes.</param>
    /// <param name="what">What they are, with the number that was asked for, for the sentence.</param>
    /// <param name="instead">What to do instead.</param>
    /// <param name="key">The parameter that asked for them; null if the data did.</param>
    public static void Require(long count, double bytesEach, string what, string instead, string? key = null)
    {
        double bytes = count * bytesEach;
        if (bytes <= Always)
            return;

        long most = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (count > Array.MaxLength || bytes > most)
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{what} would take {bytes / 1e9:N1} GB, but a process here can have {most / 1e9:N1} GB, and a list {Array.MaxLength:N0} entries; {instead}.")) { Code = "data.too-large", Key = key };
    }
}
