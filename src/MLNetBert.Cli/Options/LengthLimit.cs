namespace MLNetBert.Cli.Options;

/// <summary>How long texts may be.</summary>
/// <param name="Tokens">The greatest number of tokens; null if none is given.</param>
/// <param name="Unlimited">Whether nothing is to be cut.</param>
internal readonly record struct LengthLimit(int? Tokens, bool Unlimited = false)
{
    /// <summary>The limit that the model's folder gives.</summary>
    public static readonly LengthLimit OfModel = new(null);

    /// <summary>No limit.</summary>
    public static readonly LengthLimit None = new(null, true);

    /// <summary>The limit and where it comes from: the option, else <paramref name="ofFiles"/>.</summary>
    public Sourced<int>? Or(Sourced<int>? ofFiles) => Tokens is { } tokens ? new(tokens, "--max-length") : ofFiles;
}
