namespace MLNetBert.Tokenizers.Oniguruma;

/// <summary>A part of a regular expression.</summary>
internal abstract record RegexNode
{
    /// <summary>One code point of a set, and how many steps it takes to look there.</summary>
    public sealed record Set(Func<int, bool> Contains, int Cost) : RegexNode;

    public sealed record Sequence(IReadOnlyList<RegexNode> Parts) : RegexNode;

    public sealed record Choice(IReadOnlyList<RegexNode> Options) : RegexNode;

    /// <summary>Max -1: no limit.</summary>
    public sealed record Repeat(RegexNode Body, int Min, int Max, RepeatKind Kind) : RegexNode;

    /// <summary>Looks at what follows, or at what came before.</summary>
    public sealed record Look(RegexNode Body, bool Behind, bool Negative) : RegexNode;

    /// <summary>Once matched, it is not tried another way.</summary>
    public sealed record Atomic(RegexNode Body) : RegexNode;

    public sealed record Place(PlaceKind Kind) : RegexNode;

    /// <summary>How many code points it always takes, or null if that varies.</summary>
    public long? Width() => this switch
    {
        Set => 1,
        Sequence sequence => sequence.Parts.Aggregate((long?)0, (sum, part) => sum + part.Width()),
        Choice choice => choice.Options.Select(option => option.Width()).Distinct().ToArray() is [long width] ? width : null,
        Repeat repeat => repeat.Min == repeat.Max ? Clamp(repeat.Body.Width() * repeat.Min) : null,
        Atomic atomic => atomic.Body.Width(),
        _ => 0,
    };

    // Nested counts are soon more than any text has.
    private static long? Clamp(long? width) => width > int.MaxValue ? int.MaxValue : width;
}

internal enum RepeatKind
{
    Greedy,
    Lazy,
    Possessive,
}

internal enum PlaceKind
{
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,
    TextEndOrLastLine,
    WordEdge,
    NoWordEdge,
}
