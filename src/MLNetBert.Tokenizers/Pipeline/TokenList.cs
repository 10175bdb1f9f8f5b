namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>
/// The tokens of one text; with details, also where each is in the original. It may keep only so many from one end, and count the others. Reused; not
/// thread-safe.
/// </summary>
/// <param name="budget">What the text may cost.</param>
internal sealed class TokenList(WorkBudget budget)
{
    // In order; an index counts dropped tokens if they are dropped at the beginning.
    private readonly List<(int Index, string Text)> _texts = [];
    private bool _fromEnd;
    private int _kept, _dropped;

    public WorkBudget Budget => budget;

    /// <summary>Whether offsets and texts are kept, not just ids.</summary>
    public bool Details { get; private set; }

    /// <summary>The text to which the ranges given to Add refer.</summary>
    public NormalizedText? Source { get; set; }

    public List<int> Ids { get; } = [];

    /// <summary>In UTF-16 units of the original text. Empty without details.</summary>
    public List<(int Start, int End)> Offsets { get; } = [];

    /// <summary>The tokens that are kept.</summary>
    public int Count => Ids.Count;

    /// <summary>The tokens that were added.</summary>
    public int Total => Ids.Count + _dropped;

    /// <summary>As many tokens say all that is to be known of the text.</summary>
    public int Enough { get; private set; }

    public bool IsEnough => Total >= Enough;

    /// <summary>Begins a text.</summary>
    /// <param name="details">Whether offsets and texts are kept.</param>
    /// <param name="kept">How many tokens are wanted at least.</param>
    /// <param name="fromEnd">Whether those are the last, and the first may be dropped.</param>
    /// <param name="enough">After how many tokens the rest of the text does not matter.</param>
    public void Begin(bool details, int kept = int.MaxValue, bool fromEnd = false, int enough = int.MaxValue)
    {
        (Details, Enough, _kept, _fromEnd, _dropped) = (details, enough, kept, fromEnd, 0);
        Ids.Clear();
        Offsets.Clear();
        _texts.Clear();
    }

    /// <summary>Adds a token that covers units [start, end) of Source (not empty).</summary>
    public void Add(int id, int start, int end)
    {
        Ids.Add(id);
        if (Details)
            Offsets.Add((Source!.OriginalStart(start), Source.OriginalEnd(end - 1)));
    }

    /// <summary>Adds a token whose text is the part of Source that it covers: added tokens, and Unigram's unknown pieces.</summary>
    public void AddMatched(int id, int start, int end)
    {
        if (Details)
            AddText(Source!.Chars[start..end]);
        Add(id, start, end);
    }

    /// <summary>Adds a token found in the original text.</summary>
    public void AddOriginal(int id, int start, int end, ReadOnlySpan<char> text)
    {
        if (Details)
        {
            AddText(text);
            Offsets.Add((start, end));
        }

        Ids.Add(id);
    }

    /// <summary>The text of a token that is kept, if it is not the vocabulary's entry, else null.</summary>
    public string? TextOf(int token)
    {
        if (_texts.Count == 0)
            return null;
        int at = _texts.BinarySearch((Place(token), ""), ByIndex);
        return at >= 0 ? _texts[at].Text : null;
    }

    /// <summary>Removes the last tokens, which have the vocabulary's texts.</summary>
    public void Truncate(int count) => Remove(count, Ids.Count - count);

    /// <summary>Makes room for as many tokens at once.</summary>
    public void Expect(long count)
    {
        int capacity = (int)Math.Min(count, Math.Min(_kept, Array.MaxLength));
        Ids.EnsureCapacity(capacity);
        if (Details)
            Offsets.EnsureCapacity(capacity);
    }

    /// <summary>Drops tokens that are not wanted. At the beginning only when they are the most, so that each is moved once.</summary>
    public void Trim()
    {
        int excess = Ids.Count - _kept;
        if (excess <= (_fromEnd ? Ids.Count / 2 : 0))
            return;
        Remove(_fromEnd ? 0 : _kept, excess);
        _dropped += excess;
        if (_texts.Count > 0)
            DropTexts(_fromEnd ? _dropped : 0);
    }

    private void DropTexts(int first) => _texts.RemoveAll(text => text.Index < first || text.Index - first >= _kept);

    private void AddText(ReadOnlySpan<char> text)
    {
        // Added tokens that swallow space may have the same again and again.
        budget.Charge(text.Length);
        _texts.Add((Place(Ids.Count), text.ToString()));
    }

    private void Remove(int start, int count)
    {
        Ids.RemoveRange(start, count);
        if (Details)
            Offsets.RemoveRange(start, count);
    }

    private int Place(int token) => _fromEnd ? _dropped + token : token;

    private static readonly Comparer<(int Index, string Text)> ByIndex = Comparer<(int Index, string Text)>.Create((a, b) => a.Index.CompareTo(b.Index));
}
