namespace MLNetBert.Tokenizers;

/// <summary>
/// The special tokens that a tokenizer puts around one text, or around and between two, as its post-processor says. Immutable.
/// </summary>
public sealed class SpecialTokenTemplate
{
    internal SpecialTokenTemplate(Template template)
    {
        TemplatePiece[] pieces = template.Pieces;
        int first = Array.FindIndex(pieces, piece => piece.SequenceId >= 0), last = Array.FindLastIndex(pieces, piece => piece.SequenceId >= 0);
        first = first < 0 ? pieces.Length : first;
        Before = Ids(pieces.Take(first));
        Between = Ids(pieces.Take(first..Math.Max(first, last)));
        After = Ids(pieces.Skip(Math.Max(first, last + 1)));
        TypeIds = [.. pieces.Where(piece => piece.SequenceId >= 0).Select(piece => piece.TypeId)];
        Count = Before.Count + Between.Count + After.Count;
    }

    /// <summary>The ids before the first text, such as [CLS].</summary>
    public IReadOnlyList<int> Before { get; }

    /// <summary>The ids between the two texts of a pair; none for a single text.</summary>
    public IReadOnlyList<int> Between { get; }

    /// <summary>The ids after the last text, such as [SEP].</summary>
    public IReadOnlyList<int> After { get; }

    /// <summary>The token type id of each text.</summary>
    public IReadOnlyList<int> TypeIds { get; }

    /// <summary>The number of special tokens.</summary>
    public int Count { get; }

    private static int[] Ids(IEnumerable<TemplatePiece> pieces) => [.. pieces.SelectMany(piece => piece.Ids)];
}
