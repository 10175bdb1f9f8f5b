namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>
/// SentencePiece's precompiled character map as the reference library applies it: over extended grapheme clusters; a cluster of fewer than 6
/// UTF-8 bytes is looked up whole and replaced by what its shortest key gives; otherwise its code points, one by one.
/// </summary>
internal sealed class PrecompiledNormalizer(CharacterMap map) : Normalizer
{
    private const int LongestWholeCluster = 5;

    private readonly Lazy<bool> _keepsCutPlaces = new(() => KeepsCutPlacesIn(map));

    public override bool KeepsCutPlaces => _keepsCutPlaces.Value;

    public static PrecompiledNormalizer Read(ConfigNode node)
    {
        ConfigNode bytes = node.Required("precompiled_charsmap");
        try
        {
            return new PrecompiledNormalizer(new CharacterMap(Convert.FromBase64String(bytes.String())));
        }
        catch (FormatException e)
        {
            throw bytes.Error($"is not a character map: {e.Message.TrimEnd('.')}");
        }
    }

    public override void Normalize(NormalizedText text)
    {
        ReadOnlySpan<char> chars = text.Chars;
        int first = map.IndexOfCandidate(chars);
        if (first < 0)
            return;
        var rewriting = new Rewriting(text);
        for (int start = 0; start < chars.Length;)
        {
            // ASCII that the map does not know, followed by ASCII, is a cluster by itself and stays.
            int plain = map.IndexOfCandidate(chars[start..]);
            plain = plain < 0 ? chars.Length : start + plain - 1;
            for (; start < plain; start++)
                rewriting.Keep(chars[start]);
            if (start == chars.Length)
                break;
            int end = Graphemes.End(chars, start);
            ReadOnlySpan<char> cluster = chars[start..end];
            if (System.Text.Encoding.UTF8.GetByteCount(cluster) <= LongestWholeCluster && map.TryGet(cluster, out string? to))
            {
                rewriting.Replace(start, end, to);
                start = end;
                continue;
            }

            while (start < end)
            {
                int code = CodePoints.At(chars, start, out int length);
                if (map.TryGet(chars.Slice(start, length), out to))
                    rewriting.Replace(start, start + length, to);
                else
                    rewriting.Keep(code);
                start += length;
            }
        }

        rewriting.End();
    }

    /// <summary>With alignment, a transform says what becomes of each character; without it, unchanged stretches are copied.</summary>
    private ref struct Rewriting
    {
        private readonly NormalizedText _text;
        private readonly TextTransform _transform = TextTransform.Begin();
        private bool _changed;
        private long _added;
        private int _kept;

        public Rewriting(NormalizedText text)
        {
            _text = text;
            text.BeginRewrite();
        }

        public void Keep(int code)
        {
            if (_text.IsAligned)
                _transform.Add(code, 0);
        }

        public void Replace(int from, int to, string with)
        {
            _changed = true;
            _text.Budget.CheckUnits(_added += with.Length);
            if (_text.IsAligned)
            {
                _transform.AddReplacement(with, CountOf(_text.Chars[from..to]));
                return;
            }

            _text.EmitRange(_kept, from);
            foreach (char unit in with)
                _text.Emit(unit, 0);
            _kept = to;
        }

        public void End()
        {
            if (!_changed)
                return;
            if (_text.IsAligned)
                _transform.Emit(_text, 0, _text.Chars.Length);
            else
                _text.EmitRange(_kept, _text.Chars.Length);
            _text.EndRewrite();
        }
    }

    // A space stays a space, and no letter becomes one.
    private static bool KeepsCutPlacesIn(CharacterMap map)
    {
        if (map.TryGet(" ", out string? space) && space != " ")
            return false;
        foreach (char letter in CutPlaces.Letters)
        {
            if (map.TryGet([letter], out string? to) && (to.Length == 0 || CodePoints.WhiteSpace.Contains(to[0]) || CodePoints.WhiteSpace.Contains(to[^1])))
                return false;
        }

        return true;
    }

    private static int CountOf(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (char unit in text)
            count += char.IsLowSurrogate(unit) ? 0 : 1;
        return count;
    }
}
