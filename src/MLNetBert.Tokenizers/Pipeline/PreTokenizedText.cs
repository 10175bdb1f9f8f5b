namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>
/// Normalized text, and the ranges of it that are words. A step that also changes characters rewrites Text (BeginRewrite ..
/// EndRewrite) between BeginSplit and EndSplit and adds ranges of the new text. Reused; not thread-safe.
/// </summary>
internal sealed class PreTokenizedText(WorkBudget budget)
{
    private List<(int Start, int End)> _pieces = [], _newPieces = [];

    public NormalizedText Text { get; } = new(budget);

    /// <summary>The words, in order, in units of Text. None is empty.</summary>
    public List<(int Start, int End)> Pieces => _pieces;

    /// <summary>Makes the whole text one piece.</summary>
    public void Reset()
    {
        _pieces.Clear();
        if (Text.Length > 0)
            _pieces.Add((0, Text.Length));
    }

    public void BeginSplit() => _newPieces.Clear();

    public void Add(int start, int end)
    {
        if (start < end)
            _newPieces.Add((start, end));
    }

    public void EndSplit() => (_pieces, _newPieces) = (_newPieces, _pieces);
}
