namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>
/// New characters, with how each relates to the old ones, as the reference library counts it: 0 replaces one, 1 is added
/// beside what came before, -n replaces one and n more. If the counts do not add up, alignment drifts there, and so it does here.
/// </summary>
internal sealed class TextTransform
{
    [ThreadStatic]
    private static TextTransform? _instance;

    private readonly List<(int CodePoint, int Change)> _characters = [];

    /// <summary>The thread's instance, empty.</summary>
    public static TextTransform Begin()
    {
        TextTransform transform = _instance ??= new TextTransform();
        transform._characters.Clear();
        return transform;
    }

    public void Add(int codePoint, int change) => _characters.Add((codePoint, change));

    /// <summary>Replaces <paramref name="oldCount"/> characters with a text: extra characters count as added, missing ones belong to the last.</summary>
    public void AddReplacement(ReadOnlySpan<char> text, int oldCount)
    {
        int first = _characters.Count;
        for (int i = 0; i < text.Length;)
        {
            Add(CodePoints.At(text, i, out int length), 0);
            i += length;
        }

        int difference = _characters.Count - first - oldCount;
        for (int i = _characters.Count - Math.Max(0, difference); i < _characters.Count; i++)
            _characters[i] = (_characters[i].CodePoint, 1);
        if (difference < 0 && _characters.Count > 0)
            _characters[^1] = (_characters[^1].CodePoint, _characters[^1].Change + difference);
    }

    /// <summary>Emits what becomes of old units [start, end), between BeginRewrite and EndRewrite; afterwards it is empty again.</summary>
    public void Emit(NormalizedText text, int start, int end)
    {
        ReadOnlySpan<char> old = text.Chars;
        int unit = start, last = end - 1;
        foreach ((int codePoint, int change) in last < start ? [] : System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_characters))
        {
            if (change > 0)
            {
                text.EmitCodePoint(codePoint, Math.Max(0, unit - 1));
                continue;
            }

            text.EmitCodePoint(codePoint, Math.Min(unit, last));
            for (int skip = change; skip <= 0 && unit <= last; skip++)
                unit += char.IsHighSurrogate(old[unit]) && unit < last ? 2 : 1;
        }

        text.HasDrifted |= unit <= last;
        _characters.Clear();
    }
}
