namespace MLNetBert.Cli.Terminal;

/// <summary>The last line of a run: what was done, how fast, and where the time went.</summary>
/// <param name="Rows">Rows written.</param>
/// <param name="Tokens">Their tokens, special ones included.</param>
/// <param name="Elapsed">From the first byte read to the last written.</param>
/// <param name="Model">Time of that during which the model ran; null if there is none.</param>
internal readonly record struct Summary(long Rows, long Tokens, TimeSpan Elapsed, TimeSpan? Model = null)
{
    /// <summary>For instance: 4,300 rows, 64,510 tokens in 3.7 s: 1,150 texts/s, 17,252 tokens/s, 97.6% of the time in the model.</summary>
    public override string ToString()
    {
        // If the clock did not move, there is no rate.
        double seconds = Math.Max(Elapsed.TotalSeconds, 1e-6);
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted(Rows, "row")}, {Counted(Tokens, "token")} in {Duration(Elapsed)}: {Rate(Rows / seconds)} texts/s, {Rate(Tokens / seconds)} tokens/s");
        return Model is { } model
            ? string.Create(CultureInfo.InvariantCulture, $"{line}, {Math.Min(100, 100 * model.TotalSeconds / seconds):F1}% of the time in the model")
            : line;
    }

    /// <summary>A count with its noun, in the plural unless it is one.</summary>
    public static string Counted(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>Seconds with one or two decimals, then minutes and seconds, then hours and minutes.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 9.995 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s"),
        { TotalSeconds: < 59.95 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s"),
        { TotalMinutes: < 60 } => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        _ => $"{(long)time.TotalHours} h {time.Minutes} min",
    };

    /// <summary>A rate: whole numbers, but one decimal below ten.</summary>
    public static string Rate(double perSecond) => perSecond.ToString(perSecond < 9.95 ? "F1" : "N0", CultureInfo.InvariantCulture);
}
