namespace MLNetBert;

/// <summary>What a way did to the texts. Read it when the verification is complete.</summary>
public sealed class WayResult<T>
{
    /// <summary>How finely <see cref="Spread"/> tells differences apart: the number of steps for a factor of ten.</summary>
    public const int StepsPerDecade = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Tokens, int? Step), int> _spread = [];
    private long _greatestRow, _leastRow;

    internal WayResult(VerificationWay way) => Way = way;

    /// <summary>The way.</summary>
    public VerificationWay Way { get; }

    /// <summary>How many texts were compared.</summary>
    public long Texts { get; private set; }

    /// <summary>How many of these have other bits than alone.</summary>
    public long Differing { get; private set; }

    /// <summary>The text with the greatest difference of a value; null if none differs.</summary>
    public MovedText<T>? Greatest { get; private set; }

    /// <summary>The text with the lowest cosine; null if none differs.</summary>
    public MovedText<T>? LeastCosine { get; private set; }

    /// <summary>How many texts with a given number of tokens (for a padded way: amount of padding) differ by a given amount: null for not at all, else tenfold in <see cref="StepsPerDecade"/> steps.</summary>
    public IReadOnlyDictionary<(int Tokens, int? Step), int> Spread => _spread;

    /// <summary>Counts a text; from any thread.</summary>
    internal void Add(T item, long number, int tokens, int padding, VectorDifference difference)
    {
        int? step = difference.Greatest is > 0 and < double.PositiveInfinity ? (int)Math.Round(Math.Log10(difference.Greatest) * StepsPerDecade) : null;
        (int, int?) key = (Way.Kind == VerificationWayKind.Padded ? padding : tokens, step);
        lock (_lock)
        {
            Texts++;
            _spread[key] = _spread.GetValueOrDefault(key) + 1;
            if (difference.SameBits)
                return;

            // Of equal texts, the first, whichever thread comes first.
            Differing++;
            if (Greatest == null || (-difference.Greatest, number).CompareTo((-Greatest.Difference.Greatest, _greatestRow)) < 0)
                (Greatest, _greatestRow) = (new MovedText<T>(item, tokens, padding, difference), number);
            if (LeastCosine == null || (difference.Cosine, number).CompareTo((LeastCosine.Difference.Cosine, _leastRow)) < 0)
                (LeastCosine, _leastRow) = (new MovedText<T>(item, tokens, padding, difference), number);
        }
    }
}

/// <summary>A text whose bits changed.</summary>
/// <param name="Item">The item as it came in.</param>
/// <param name="Tokens">The number of its tokens.</param>
/// <param name="Padding">How many tokens of padding it had.</param>
/// <param name="Difference">How far it moved.</param>
public sealed record MovedText<T>(T Item, int Tokens, int Padding, VectorDifference Difference);
