namespace MLNetBert.Tokenizing;

/// <summary>The number of tokens that texts are cut to.</summary>
internal static class Lengths
{
    /// <param name="model">The model.</param>
    /// <param name="maxLength">The length asked for.</param>
    /// <param name="length">The length to pad to.</param>
    /// <param name="pair">Whether texts are pairs.</param>
    /// <exception cref="ArgumentException">A length leaves no room for a text, or is beyond the model's positions.</exception>
    public static int Check(BertModel model, int? maxLength, int? length, bool pair)
    {
        Sourced<int> longest = maxLength is { } most ? new(most, "MaxLength") : model.Limits.Default;
        Sourced<int> padded = length is { } all ? new(all, "Length") : longest;
        return (model.Limits.WhyNot(longest, model.Tokenizer, pair) ?? model.Limits.WhyNot(padded, model.Tokenizer, pair)) is { } why
            ? throw new ArgumentException(why, nameof(length))
            : Math.Min(longest.Value, padded.Value);
    }
}
