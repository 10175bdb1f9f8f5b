namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>A step that cuts normalized text into words. Immutable and thread-safe.</summary>
internal abstract class PreTokenizer
{
    public abstract void PreTokenize(PreTokenizedText text);

    /// <summary>Whether the words depend on where a piece between added tokens is in the original.</summary>
    public virtual bool DependsOnPosition => false;

    /// <summary>Whether the two sides of any of <see cref="CutPlaces"/>, if it is still one in the normalized text, have the words that they have apart.</summary>
    public virtual bool CutsAtCutPlaces => false;
}

/// <summary>A pre-tokenizer that only cuts and leaves the characters as they are.</summary>
internal abstract class SplittingPreTokenizer : PreTokenizer
{
    public sealed override void PreTokenize(PreTokenizedText text)
    {
        text.BeginSplit();
        foreach ((int start, int end) in text.Pieces)
            Split(text.Text.Chars[start..end], start, text);

        text.EndSplit();
    }

    /// <summary>Adds the words of a piece at <paramref name="offset"/> of the text; what is not added is dropped.</summary>
    protected abstract void Split(ReadOnlySpan<char> piece, int offset, PreTokenizedText output);
}
