namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>The normalization forms NFC, NFD, NFKC and NFKD (UAX #15) by the reference library's tables.</summary>
internal sealed class UnicodeNormalizer : Normalizer
{
    public static readonly UnicodeNormalizer Nfc = new(compatibility: false, compose: true);
    public static readonly UnicodeNormalizer Nfd = new(compatibility: false, compose: false);
    public static readonly UnicodeNormalizer Nfkc = new(compatibility: true, compose: true);
    public static readonly UnicodeNormalizer Nfkd = new(compatibility: true, compose: false);

    private readonly bool _compatibility, _compose;
    private readonly char _firstThatChanges;

    private UnicodeNormalizer(bool compatibility, bool compose)
    {
        (_compatibility, _compose) = (compatibility, compose);
        _firstThatChanges = compatibility ? '\u00A0' : compose ? '\u0300' : '\u00C0';
    }

    public override bool KeepsCutPlaces => true;

    public override void Normalize(NormalizedText text)
    {
        ReadOnlySpan<char> chars = text.Chars;
        if (chars.IndexOfAnyInRange(_firstThatChanges, '\uFFFF') < 0)
            return;
        var transform = TextTransform.Begin();
        text.BeginRewrite();
        for (int kept = 0; kept < chars.Length;)
        {
            // A stretch that stays ends before its last character if that may compose with what follows.
            int next = chars[kept..].IndexOfAnyInRange(_firstThatChanges, '\uFFFF');
            int start = next < 0 ? chars.Length : kept + next - (_compose && next > 0 ? 1 : 0);
            text.EmitRange(kept, start);
            if (next < 0)
                break;
            int length = chars[(kept + next)..].IndexOfAnyInRange('\0', (char)(_firstThatChanges - 1));
            int end = length < 0 ? chars.Length : kept + next + length;
            List<Mark> characters = Decompose(chars[start..end]);
            if (_compose)
                Compose(characters, transform);
            else
                characters.ForEach(c => transform.Add(c.CodePoint, c.Change));
            transform.Emit(text, start, end);
            kept = end;
        }

        text.EndRewrite();
    }

    private List<Mark> Decompose(ReadOnlySpan<char> text)
    {
        var result = new List<Mark>(text.Length);
        Span<int> hangul = stackalloc int[3];
        Span<int> itself = stackalloc int[1];
        int runStart = 0;
        for (int i = 0; i < text.Length;)
        {
            itself[0] = CodePoints.At(text, i, out int length);
            i += length;
            ReadOnlySpan<int> parts = Normalization.Decompose(itself[0], _compatibility, hangul);
            int change = 0;
            foreach (int part in parts.IsEmpty ? itself : parts)
            {
                byte combining = Normalization.CombiningClass(part);
                if (combining == 0)
                    Sort(result, runStart);
                result.Add(new Mark(part, change, combining));
                if (combining == 0)
                    runStart = result.Count;
                change = 1;
            }
        }

        Sort(result, runStart);
        return result;
    }

    // Stable, and n log n even for a text that is nothing but marks.
    private static void Sort(List<Mark> marks, int start)
    {
        bool sorted = true;
        for (int i = start + 1; i < marks.Count && sorted; i++)
            sorted = marks[i - 1].Class <= marks[i].Class;
        if (sorted)
            return;
        Mark[] run = [.. marks.Skip(start).OrderBy(mark => mark.Class)];
        marks.RemoveRange(start, marks.Count - start);
        marks.AddRange(run);
    }

    // A composite takes the changes of both, minus the one that is gone.
    private static void Compose(List<Mark> characters, TextTransform transform)
    {
        var waiting = new List<Mark>();
        Mark? starter = null;
        int lastClass = -1;
        foreach (Mark character in characters)
        {
            if (starter is not { } base_)
            {
                if (character.Class == 0)
                    starter = character;
                else
                    transform.Add(character.CodePoint, character.Change);
                continue;
            }

            int composite = lastClass < character.Class ? Normalization.Compose(base_.CodePoint, character.CodePoint) : -1;
            if (composite >= 0)
            {
                starter = base_ with { CodePoint = composite, Change = base_.Change + character.Change - 1 };
            }
            else if (character.Class == 0)
            {
                Flush(base_, waiting, transform);
                starter = character;
                lastClass = -1;
            }
            else
            {
                waiting.Add(character);
                lastClass = character.Class;
            }
        }

        if (starter is { } last)
            Flush(last, waiting, transform);
    }

    private static void Flush(Mark starter, List<Mark> waiting, TextTransform transform)
    {
        transform.Add(starter.CodePoint, starter.Change);
        waiting.ForEach(mark => transform.Add(mark.CodePoint, mark.Change));
        waiting.Clear();
    }

    private readonly record struct Mark(int CodePoint, int Change, byte Class);
}
