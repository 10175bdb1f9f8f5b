namespace MLNetBert.Tokenizers;

/// <summary>
/// How much work and memory a text may cost. What a text costs grows with its length; only a tokenizer file that is damaged or hostile comes near
/// these limits: one whose regular expressions try too many ways, or whose normalizers make a text ever longer. Immutable and thread-safe.
/// </summary>
public sealed record TokenizerLimits
{
    /// <summary>The limits of a tokenizer that was opened without any.</summary>
    internal static readonly TokenizerLimits Default = new();

    /// <summary>The steps that any text may take, however short: what is looked at by regular expressions, normalizers and the search for pieces. Default 10 million.</summary>
    public long Steps { get; init; } = 10_000_000;

    /// <summary>The further steps for each UTF-16 unit of a text. Default 500.</summary>
    public int StepsPerUnit { get; init; } = 500;

    /// <summary>How many UTF-16 units any text may become, however short. Default 4 million.</summary>
    public int Units { get; init; } = 4_000_000;

    /// <summary>The further units that each unit of a text may become. Default 8.</summary>
    public int UnitsPerUnit { get; init; } = 8;

    /// <summary>
    /// A longer text is encoded piece by piece, each of about as many UTF-16 units, so that it takes little memory. Texts are cut only between words
    /// where that is sure not to change a token. Default 65,536.
    /// </summary>
    public int PieceLength { get; init; } = 1 << 16;

    /// <exception cref="ArgumentException">A limit is negative, or the length of a piece is not positive.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Steps, nameof(Steps));
        ArgumentOutOfRangeException.ThrowIfNegative(StepsPerUnit, nameof(StepsPerUnit));
        ArgumentOutOfRangeException.ThrowIfNegative(Units, nameof(Units));
        ArgumentOutOfRangeException.ThrowIfNegative(UnitsPerUnit, nameof(UnitsPerUnit));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PieceLength, nameof(PieceLength));
    }
}
