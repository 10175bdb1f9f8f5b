namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>A step that changes text before it is cut. Immutable and thread-safe.</summary>
internal abstract class Normalizer
{
    public abstract void Normalize(NormalizedText text);

    /// <summary>A text normalized, without alignment.</summary>
    public string Normalize(string text)
    {
        var normalized = new NormalizedText();
        normalized.SetOriginal(WellFormed.Of(text), 0);
        Normalize(normalized);
        return normalized.Chars.ToString();
    }
}
