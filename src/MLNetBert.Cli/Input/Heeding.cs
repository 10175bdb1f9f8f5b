namespace MLNetBert.Cli.Input;

/// <summary>Reading that stops when it is told to.</summary>
internal static class Heeding
{
    /// <summary>The same rows, until <paramref name="cancellation"/> asks to stop.</summary>
    public static IEnumerable<T> Until<T>(this IEnumerable<T> rows, CancellationToken cancellation)
    {
        foreach (T row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return row;
        }
    }
}
