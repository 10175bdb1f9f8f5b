namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>
/// What is put around the tokens of one text and of a pair. Every post-processor of tokenizer.json (Bert, Roberta, Template,
/// ByteLevel and sequences of them) comes down to two templates and perhaps a trimming of offsets.
/// </summary>
internal sealed class PostProcessor
{
    /// <summary>What happens without a post-processor: the texts as they are, with types 0 and 1.</summary>
    public static readonly PostProcessor None = new()
    {
        Single = new([TemplatePiece.Sequence(0, 0)]),
        Pair = new([TemplatePiece.Sequence(0, 0), TemplatePiece.Sequence(1, 1)]),
    };

    public required Template Single { get; init; }

    public required Template Pair { get; init; }

    /// <summary>Whether further windows of a text get the type of its place, 0 or 1, whatever the template says: TemplateProcessing forgets them.</summary>
    public bool FurtherWindowsKeepTypes { get; init; }

    /// <summary>Changes the offsets of the texts' tokens, or null.</summary>
    public OffsetTrimmer? Trimmer { get; init; }
}

/// <summary>Pieces, in order: special tokens, and the places of the texts.</summary>
internal sealed class Template(TemplatePiece[] pieces)
{
    public TemplatePiece[] Pieces { get; } = pieces;
}

/// <summary>Either special tokens (SequenceId -1) or a text (0 or 1), with its type id.</summary>
internal readonly record struct TemplatePiece(int SequenceId, int TypeId, int[] Ids, string[] Tokens)
{
    public static TemplatePiece Sequence(int sequence, int type) => new(sequence, type, [], []);

    public static TemplatePiece Special(int type, int[] ids, string[] tokens) => new(-1, type, ids, tokens);
}

/// <summary>Changes offsets after truncation: ByteLevel and Roberta exclude spaces at a token's ends from them.</summary>
internal abstract class OffsetTrimmer
{
    /// <summary>The new offsets of a token, given its text and its place among the tokens of its window.</summary>
    public abstract (int Start, int End) Trim((int Start, int End) offsets, string token, int index);
}
