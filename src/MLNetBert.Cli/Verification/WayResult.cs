using MLNetBert.Cli.Input;

namespace MLNetBert.Cli.Verification;

/// <summary>What a way did to the texts. Rows may be added from several threads; read it when all are in.</summary>
internal sealed class WayResult(Way way, string? skipped)
{
    /// <summary>How finely the report tells differences apart: so many steps for a factor of ten.</summary>
    public const int StepsPerDecade = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Tokens, int? Step), int> _spread = [];
    private long _greatestRow, _leastRow;

    /// <summary>The way.</summary>
    public Way Way => way;

    /// <summary>Why it could not be run; null where it was.</summary>
    public string? Skipped => skipped;

    /// <summary>How many texts were compared.</summary>
    public long Texts { get; private set; }

    /// <summary>Of these, those that have other bits than alone.</summary>
    public long Differing { get; private set; }

    /// <summary>The text with the greatest difference of a value; null where none differs.</summary>
    public MovedText? Greatest { get; private set; }

    /// <summary>The text with the lowest cosine; null where none differs.</summary>
    public MovedText? LeastCosine { get; private set; }

    /// <summary>How many texts of so many tokens (for a padded way: with so much padding) differ by so much: null not at all, else tenfold in <see cref="StepsPerDecade"/> steps.</summary>
    public IReadOnlyDictionary<(int Tokens, int? Step), int> Spread => _spread;

    /// <summary>Counts a text.</summary>
    public void Add(TextRow row, long number, int tokens, int padding, Difference difference)
    {
        int? step = difference.Greatest is > 0 and < double.PositiveInfinity ? (int)Math.Round(Math.Log10(difference.Greatest) * StepsPerDecade) : null;
        (int, int?) key = (way.Kind == WayKind.Padded ? padding : tokens, step);
        lock (_lock)
        {
            Texts++;
            _spread[key] = _spread.GetValueOrDefault(key) + 1;
            if (difference.SameBits)
            {
                return;
            }

            // Of equal texts the first, whichever thread comes first.
            Differing++;
            if (Greatest == null || (-difference.Greatest, number).CompareTo((-Greatest.Difference.Greatest, _greatestRow)) < 0)
            {
                (Greatest, _greatestRow) = (new MovedText(row, tokens, padding, difference), number);
            }

            if (LeastCosine == null || (difference.Cosine, number).CompareTo((LeastCosine.Difference.Cosine, _leastRow)) < 0)
            {
                (LeastCosine, _leastRow) = (new MovedText(row, tokens, padding, difference), number);
            }
        }
    }
}

/// <summary>A text whose bits moved.</summary>
/// <param name="Row">The row.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Padding">How many tokens of padding it had.</param>
/// <param name="Difference">How far it moved.</param>
internal sealed record MovedText(TextRow Row, int Tokens, int Padding, Difference Difference);
