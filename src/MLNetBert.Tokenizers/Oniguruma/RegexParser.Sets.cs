namespace MLNetBert.Tokenizers.Oniguruma;

internal sealed partial class RegexParser
{
    private static readonly Dictionary<string, uint> LongNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Letter"] = GeneralCategories.Mask("L"),
        ["Mark"] = GeneralCategories.Mask("M"),
        ["Number"] = GeneralCategories.Mask("N"),
        ["Punctuation"] = GeneralCategories.Mask("P"),
        ["Symbol"] = GeneralCategories.Mask("S"),
        ["Separator"] = GeneralCategories.Mask("Z"),
        ["Other"] = GeneralCategories.Mask("C"),
    };

    // [...]: the opening bracket has been read.
    private Func<int, bool> ParseSet()
    {
        if (++_depth > MaxDepth)
            throw Wrong("too many nested sets");
        bool negative = Take('^');
        var items = new List<Func<int, bool>>();
        for (bool first = true; ; first = false)
        {
            if (_at >= pattern.Length)
                throw Wrong("a missing ]");
            if (!first && Take(']'))
                break;
            if (string.CompareOrdinal(pattern, _at, "&&", 0, 2) == 0)
                throw Wrong("&& in a set");
            if (Take('['))
                items.Add(Take(':') ? ParsePosix() : ParseSet());
            else
                items.Add(ParseSetItem());
        }

        _depth--;
        Func<int, bool>[] all = [.. items];
        return negative ? c => !Array.Exists(all, item => item(c)) : c => Array.Exists(all, item => item(c));
    }

    private Func<int, bool> ParseSetItem()
    {
        _items++;
        bool escaped = pattern[_at] == '\\';
        int? first = escaped ? CodePointEscape() : ReadCodePoint();
        if (first == null)
            return ParseEscape(inSet: true);
        if (_at + 1 < pattern.Length && pattern[_at] == '-' && pattern[_at + 1] != ']')
        {
            _at++;
            int last = (pattern[_at] == '\\' ? CodePointEscape() : pattern[_at] == '[' ? null : ReadCodePoint()) ?? throw Wrong("a range that ends in a set");
            if (last < first)
                throw Wrong("a range whose end is before its start");
            if (_ignoreCase)
                _items += Math.Min(last - first.Value, Folded);
            return _ignoreCase ? c => (c >= first && c <= last) || InFolded(c, first.Value, last) : c => c >= first && c <= last;
        }

        return Literal(first.Value);
    }

    // A longer range is taken to have all cases of its letters.
    private const int Folded = 0x80;

    private static bool InFolded(int code, int first, int last)
    {
        int folded = Fold(code);
        for (int c = first; c <= last && last - first < Folded; c++)
        {
            if (Fold(c) == folded)
                return true;
        }

        return false;
    }

    private Func<int, bool> ParsePosix()
    {
        int end = pattern.IndexOf(":]", _at, StringComparison.Ordinal);
        string name = end < 0 ? throw Wrong("a missing :]") : pattern[_at..end];
        bool negative = name.StartsWith('^');
        uint digits = GeneralCategories.Mask("Nd"), punctuation = GeneralCategories.Mask("P") | GeneralCategories.Mask("S");
        Func<int, bool> contains = (negative ? name[1..] : name) switch
        {
            "digit" => In(digits),
            "punct" => In(punctuation),
            "space" => CodePoints.WhiteSpace.Contains,
            "word" => IsWordInSet,
            "xdigit" => c => c < 0x80 && char.IsAsciiHexDigit((char)c),
            _ => throw Wrong($"the set [:{name}:]"),
        };
        _at = end + 2;
        return negative ? c => !contains(c) : contains;
    }

    // Oniguruma has two tables: one for Latin-1, in which ²³¹¼½¾ are word characters, and for sets in brackets one for all of Unicode, in which they are not.
    private static bool IsWordInSet(int code) => GeneralCategories.IsWord(code) && code is not (0xB2 or 0xB3 or 0xB9 or (>= 0xBC and <= 0xBE));

    private static Func<int, bool> In(uint mask) => c => GeneralCategories.IsIn(c, mask);

    // A backslash and what follows, if that is a set or a code point.
    private Func<int, bool> ParseEscape(bool inSet)
    {
        if (CodePointEscape() is { } code)
            return Literal(code);
        char kind = pattern[_at + 1];
        _at += 2;
        uint digits = GeneralCategories.Mask("Nd");
        Func<int, bool> word = inSet ? IsWordInSet : GeneralCategories.IsWord;
        return kind switch
        {
            's' => CodePoints.WhiteSpace.Contains,
            'S' => c => !CodePoints.WhiteSpace.Contains(c),
            'd' => In(digits),
            'D' => c => !GeneralCategories.IsIn(c, digits),
            'w' => word,
            'W' => c => !word(c),
            'h' => c => c < 0x80 && char.IsAsciiHexDigit((char)c),
            'p' => ParseProperty(negative: false),
            'P' => ParseProperty(negative: true),
            _ => throw Wrong($"\\{kind}"),
        };
    }

    private Func<int, bool> ParseProperty(bool negative)
    {
        int end = _at < pattern.Length && pattern[_at] == '{' ? pattern.IndexOf('}', _at) : -1;
        string name = end < 0 ? throw Wrong("\\p without a name in braces") : pattern[(_at + 1)..end];
        if (name.StartsWith('^'))
            (name, negative) = (name[1..], !negative);
        uint mask = LongNames.GetValueOrDefault(name, GeneralCategories.Mask(name));
        Func<int, bool> contains = mask != 0 ? In(mask) : name == "Han" ? GeneralCategories.IsHan : throw Wrong($"the property \\p{{{name}}}");
        _at = end + 1;
        return negative ? c => !contains(c) : contains;
    }

    // Null if the escape stands for a set; then nothing is consumed.
    private int? CodePointEscape()
    {
        if (_at + 1 >= pattern.Length)
            throw Wrong("a backslash at its end");
        char kind = pattern[_at + 1];
        int? code = kind switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => 0x1B,
            'x' or 'u' => null,
            _ when !char.IsAsciiLetterOrDigit(kind) => CodePoints.At(pattern, _at + 1, out int _),
            _ => null,
        };
        if (code != null)
        {
            _at += code > 0xFFFF ? 3 : 2;
            return code;
        }

        if (kind is not ('x' or 'u'))
            return null;
        int from = _at + 2;
        bool braces = kind == 'x' && from < pattern.Length && pattern[from] == '{';
        int end = braces ? pattern.IndexOf('}', from) : Math.Min(pattern.Length, from + (kind == 'u' ? 4 : 2));
        ReadOnlySpan<char> digits = end < 0 ? default : pattern.AsSpan(braces ? from + 1 : from, end - (braces ? from + 1 : from));
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) || value is < 0 or > 0x10FFFF || (kind == 'u' && digits.Length < 4))
            throw Wrong($"\\{kind} without a code point");
        if (kind == 'x' && !braces && value > 0x7F)
            throw Wrong("a \\x that is a byte, not a character");
        _at = braces ? end + 1 : end;
        return value;
    }
}
