namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>What turns words into ids: WordPiece, BPE, Unigram, WordLevel. Immutable and thread-safe.</summary>
internal abstract class TokenModel
{
    /// <summary>The number of entries in the vocabulary.</summary>
    public abstract int Count { get; }

    /// <summary>The greatest id in the vocabulary; -1 if it is empty.</summary>
    public abstract int MaxId { get; }

    public abstract int? TokenToId(string token);

    public abstract string? IdToToken(int id);

    /// <summary>Adds the tokens of a word at <paramref name="start"/> of the text being encoded.</summary>
    public abstract void Tokenize(ReadOnlySpan<char> word, int start, TokenList tokens);

    /// <summary>
    /// A single pass from raw text to ids that does what this normalizer, this pre-tokenizer and this model do one after
    /// another, or null if there is none for the combination.
    /// </summary>
    public virtual FusedEncoder? Fuse(Normalizer? normalizer, PreTokenizer? preTokenizer) => null;
}

/// <summary>From text to ids in one pass, without alignment. An instance is used by one thread at a time.</summary>
internal abstract class FusedEncoder
{
    /// <summary>Appends the ids of a text without added tokens (lone surrogates possible); may stop at <paramref name="limit"/> ids in the list.</summary>
    public abstract void Encode(ReadOnlySpan<char> text, List<int> ids, int limit);

    /// <summary>Another instance, for another thread.</summary>
    /// <param name="budget">What a text may cost.</param>
    public abstract FusedEncoder Clone(WorkBudget budget);
}
