namespace MLNetBert.Tokenizers.Oniguruma;

/// <summary>
/// Reads the regular expressions that tokenizers use, in Oniguruma's Ruby syntax. What it does not know is an error, never
/// read as something else. Sets are in the other part.
/// </summary>
internal sealed partial class RegexParser(string pattern)
{
    private const int MaxRepeat = 1000, MaxDepth = 100, MaxLength = 100_000;
    private int _at, _depth, _stacked, _items;
    private bool _ignoreCase;

    /// <exception cref="FormatException">The pattern is wrong, or uses something that is not supported.</exception>
    public RegexNode Parse()
    {
        if (pattern.Length > MaxLength)
            throw new FormatException($"has {pattern.Length} characters, more than the {MaxLength} that are supported");
        RegexNode node = ParseChoice();
        return _at == pattern.Length ? node : throw Wrong("an unmatched )");
    }

    private RegexNode ParseChoice()
    {
        if (++_depth > MaxDepth)
            throw Wrong("too many nested groups");
        bool ignoreCase = _ignoreCase;
        var options = new List<RegexNode> { ParseSequence() };
        while (Take('|'))
            options.Add(ParseSequence());
        _ignoreCase = ignoreCase;
        _depth--;
        return options.Count == 1 ? options[0] : new RegexNode.Choice(options);
    }

    private RegexNode ParseSequence()
    {
        var parts = new List<RegexNode>();
        while (_at < pattern.Length && pattern[_at] is not ('|' or ')'))
        {
            if (ParseAtom() is { } atom)
                parts.Add(ParseRepeats(atom));
        }

        return parts.Count == 1 ? parts[0] : new RegexNode.Sequence(parts);
    }

    private RegexNode ParseRepeats(RegexNode body)
    {
        for (bool first = true; _at < pattern.Length; first = false)
        {
            (int min, int max, bool interval) = pattern[_at] switch
            {
                '*' => (0, -1, false),
                '+' => (1, -1, false),
                '?' => (0, 1, false),
                '{' => ParseInterval(),
                _ => (-1, 0, false),
            };
            if (min < 0)
                return body;
            if (!first && ++_stacked > MaxDepth)
                throw Wrong("too many repeats of repeats");
            if (!interval)
                _at++;
            if (max > MaxRepeat || min > MaxRepeat)
                throw Wrong($"more than {MaxRepeat} repeats");
            RepeatKind kind = RepeatKind.Greedy;
            if (Take('?'))
                kind = interval && min == max ? throw Wrong("{n}?") : RepeatKind.Lazy;
            else if (!interval && Take('+'))
                kind = RepeatKind.Possessive;
            body = new RegexNode.Repeat(body, min, max, kind);
        }

        return body;
    }

    // {n}, {n,}, {,m} or {n,m}; anything else is a literal brace.
    private (int Min, int Max, bool Interval) ParseInterval()
    {
        int end = pattern.IndexOf('}', _at);
        string[] parts = end < 0 ? [] : pattern[(_at + 1)..end].Split(',');
        bool digits = parts.Length is 1 or 2 && Array.TrueForAll(parts, part => part.All(char.IsAsciiDigit)) && parts.Any(part => part.Length > 0);
        if (!digits)
            return (-1, 0, false);
        if (Array.Exists(parts, part => part.Length > 5))
            throw Wrong($"more than {MaxRepeat} repeats");
        int min = parts[0].Length == 0 ? 0 : int.Parse(parts[0], CultureInfo.InvariantCulture);
        int max = parts.Length == 1 ? min : parts[1].Length == 0 ? -1 : int.Parse(parts[1], CultureInfo.InvariantCulture);
        if (max >= 0 && max < min)
            throw Wrong("an interval whose end is before its start");
        _at = end + 1;
        return (min, max, true);
    }

    private RegexNode? ParseAtom()
    {
        char c = pattern[_at];
        switch (c)
        {
            case '(':
                _at++;
                return ParseGroup();
            case '[':
                _at++;
                _items = 0;
                return Set(ParseSet());
            case '.':
                _at++;
                return Set(code => code != '\n');
            case '^':
                _at++;
                return new RegexNode.Place(PlaceKind.LineStart);
            case '$':
                _at++;
                return new RegexNode.Place(PlaceKind.LineEnd);
            case '*' or '+' or '?':
                throw Wrong("a repeat of nothing");
            case '\\':
                return ParsePlace() ?? (RegexNode)Set(ParseEscape(inSet: false));
            default:
                return Set(Literal(ReadCodePoint()));
        }
    }

    // A step is some four looks.
    private RegexNode.Set Set(Func<int, bool> contains)
    {
        int cost = 1 + (_items / 4);
        _items = 0;
        return new(contains, cost);
    }

    private RegexNode.Place? ParsePlace()
    {
        PlaceKind? kind = _at + 1 >= pattern.Length ? null : pattern[_at + 1] switch
        {
            'A' => PlaceKind.TextStart,
            'z' => PlaceKind.TextEnd,
            'Z' => PlaceKind.TextEndOrLastLine,
            'b' => PlaceKind.WordEdge,
            'B' => PlaceKind.NoWordEdge,
            _ => null,
        };
        if (kind == null)
            return null;
        _at += 2;
        return new RegexNode.Place(kind.Value);
    }

    private RegexNode? ParseGroup()
    {
        if (!Take('?'))
            return Close(ParseChoice());
        foreach ((string mark, Func<RegexNode, RegexNode> make) in Groups)
        {
            if (string.CompareOrdinal(pattern, _at, mark, 0, mark.Length) == 0)
            {
                _at += mark.Length;
                return Close(make(ParseChoice()));
            }
        }

        int colon = pattern.AsSpan(_at).IndexOfAny(':', ')');
        string flags = colon < 0 ? "" : pattern.Substring(_at, colon);
        if (flags is not ("i" or "-i"))
            throw Wrong($"the group (?{(_at < pattern.Length ? pattern[_at] : ' ')}");
        bool before = _ignoreCase, only = pattern[_at + colon] == ':';
        _at += colon + 1;
        _ignoreCase = flags == "i";
        if (!only)
            return null;
        RegexNode body = Close(ParseChoice());
        _ignoreCase = before;
        return body;
    }

    private static readonly (string Mark, Func<RegexNode, RegexNode> Make)[] Groups =
    [
        (":", body => body),
        (">", body => new RegexNode.Atomic(body)),
        ("=", body => new RegexNode.Look(body, Behind: false, Negative: false)),
        ("!", body => new RegexNode.Look(body, Behind: false, Negative: true)),
        ("<=", body => Behind(body, negative: false)),
        ("<!", body => Behind(body, negative: true)),
    ];

    private static RegexNode.Look Behind(RegexNode body, bool negative) =>
        body.Width() != null ? new(body, Behind: true, negative) : throw new FormatException("looks behind at a text of varying length, which is not supported");

    private RegexNode Close(RegexNode body) => Take(')') ? body : throw Wrong("a missing )");

    private bool Take(char c)
    {
        if (_at >= pattern.Length || pattern[_at] != c)
            return false;
        _at++;
        return true;
    }

    private int ReadCodePoint()
    {
        int code = CodePoints.At(pattern, _at, out int length);
        _at += length;
        return code;
    }

    private Func<int, bool> Literal(int code)
    {
        if (!_ignoreCase)
            return c => c == code;
        int folded = Fold(code);
        return c => c == code || Fold(c) == folded;
    }

    private static int Fold(int code) =>
        code == 0x17F ? 's' : CodePoints.LowerCase.TryGet(code, out ReadOnlySpan<int> lower) && lower.Length == 1 ? lower[0] : code;

    private FormatException Wrong(string what) => new($"has {what} at character {_at + 1}, which is wrong or not supported");
}
