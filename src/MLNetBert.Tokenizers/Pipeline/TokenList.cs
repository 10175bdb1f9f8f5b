namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>The tokens of one text; with details, also where each is in the original. Reused; not thread-safe.</summary>
internal sealed class TokenList
{
    /// <summary>Whether offsets and texts are kept, not just ids.</summary>
    public bool Details { get; private set; }

    /// <summary>The text to which the ranges given to Add refer.</summary>
    public NormalizedText? Source { get; set; }

    public List<int> Ids { get; } = [];

    /// <summary>In UTF-16 units of the original text. Empty without details.</summary>
    public List<(int Start, int End)> Offsets { get; } = [];

    /// <summary>The token's text if it is not the vocabulary's entry, else null. Empty without details.</summary>
    public List<string?> Texts { get; } = [];

    public int Count => Ids.Count;

    public void Clear(bool details)
    {
        Details = details;
        Ids.Clear();
        Offsets.Clear();
        Texts.Clear();
    }

    /// <summary>Adds a token that covers units [start, end) of Source (not empty).</summary>
    public void Add(int id, int start, int end) => Add(id, start, end, null);

    /// <summary>Adds a token whose text is the part of Source that it covers: added tokens, and Unigram's unknown pieces.</summary>
    public void AddMatched(int id, int start, int end) => Add(id, start, end, Details ? Source!.Chars[start..end].ToString() : null);

    /// <summary>Adds a token found in the original text.</summary>
    public void AddOriginal(int id, int start, int end, ReadOnlySpan<char> text)
    {
        Ids.Add(id);
        if (Details)
        {
            Offsets.Add((start, end));
            Texts.Add(text.ToString());
        }
    }

    /// <summary>Removes the last tokens.</summary>
    public void Truncate(int count)
    {
        Ids.RemoveRange(count, Ids.Count - count);
        if (Details)
        {
            Offsets.RemoveRange(count, Offsets.Count - count);
            Texts.RemoveRange(count, Texts.Count - count);
        }
    }

    private void Add(int id, int start, int end, string? text)
    {
        Ids.Add(id);
        if (Details)
        {
            Offsets.Add((Source!.OriginalStart(start), Source.OriginalEnd(end - 1)));
            Texts.Add(text);
        }
    }
}
