namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>A step that changes text before it is cut. Immutable and thread-safe.</summary>
internal abstract class Normalizer
{
    public abstract void Normalize(NormalizedText text);

    /// <summary>
    /// Whether the two sides of any of <see cref="CutPlaces"/> can be normalized apart: with the same result, in which the place is still the end
    /// of a word, then a single space.
    /// </summary>
    public virtual bool KeepsCutPlaces => false;

    /// <summary>A text normalized, without alignment.</summary>
    public string Normalize(string text) => Normalize(text, WorkBudget.For(text.Length));

    /// <inheritdoc cref="Normalize(string)"/>
    public string Normalize(string text, WorkBudget budget)
    {
        budget.Part = "normalizer";
        var normalized = new NormalizedText(budget);
        normalized.SetUnaligned(WellFormed.Of(text));
        Normalize(normalized);
        return normalized.Chars.ToString();
    }
}
