using MLNetBert.Encoder.Pooling;

namespace MLNetBert;

/// <summary>
/// One pooling mode, or several whose vectors are joined in the given order (<c>cls+mean+max</c>). Immutable and thread-safe.
/// </summary>
public sealed class TokenPooling : IEquatable<TokenPooling>
{
    private static readonly ImmutableArray<(PoolingMode Mode, string Name)> Names =
    [
        (PoolingMode.Mean, "mean"),
        (PoolingMode.Cls, "cls"),
        (PoolingMode.Max, "max"),
        (PoolingMode.Min, "min"),
        (PoolingMode.MeanSqrtLengthTokens, "mean_sqrt_len_tokens"),
        (PoolingMode.WeightedMean, "weightedmean"),
        (PoolingMode.LastToken, "lasttoken"),
        (PoolingMode.Pooler, "pooler"),
        (PoolingMode.SentenceEmbedding, "sentence_embedding"),
        (PoolingMode.Logits, "logits"),
        (PoolingMode.None, "none"),
    ];

    /// <summary>Joins the vectors of <paramref name="modes"/>.</summary>
    /// <exception cref="ArgumentException">There is no mode, or <see cref="PoolingMode.None"/> beside another.</exception>
    public TokenPooling(params ReadOnlySpan<PoolingMode> modes)
    {
        Modes = [.. modes];
        if (Modes.Length == 0)
            throw new ArgumentException("No pooling mode is given; name at least one, for instance mean.", nameof(modes));
        if (Modes.Length > 1 && Modes.Contains(PoolingMode.None))
            throw new ArgumentException("The pooling none gives every token's vector and cannot be joined with another.", nameof(modes));
    }

    /// <summary>The modes, in the order in which their vectors are joined.</summary>
    public ImmutableArray<PoolingMode> Modes { get; }

    /// <summary>A single mode.</summary>
    public static implicit operator TokenPooling(PoolingMode mode) => new(mode);

    /// <summary>Reads names joined by <c>+</c>, such as <c>mean</c> or <c>cls+mean+max</c>; case does not matter.</summary>
    /// <exception cref="BadInputException">A name is unknown, or <c>none</c> is joined with another; the message lists the names.</exception>
    public static TokenPooling Parse(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] parts = names.Split('+', StringSplitOptions.TrimEntries);
        var modes = new PoolingMode[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            int found = IndexOfName(parts[i]);
            if (found < 0)
                throw new BadInputException($"The pooling '{parts[i]}' is unknown; choose from {string.Join(", ", Names.Select(n => n.Name))}, or join several with +.") { Code = "model.pooling" };
            modes[i] = Names[found].Mode;
        }

        if (modes.Length > 1 && modes.Contains(PoolingMode.None))
            throw new BadInputException($"The pooling '{names}' joins none with another; none gives every token's vector and stands alone.") { Code = "model.pooling" };
        return new TokenPooling(modes);
    }

    /// <summary>The length of the pooled vector for token vectors of <paramref name="hiddenSize"/> values.</summary>
    public int Dimension(int hiddenSize) => checked(hiddenSize * Modes.Length);

    /// <summary>
    /// Pools the token vectors of one text. Sums run over the tokens in order, in float64, and are rounded once at the end, so
    /// that padding on either side changes no bit. A text without tokens gives zeros.
    /// </summary>
    /// <param name="tokenVectors">The vectors, token by token, [tokens, <paramref name="hiddenSize"/>].</param>
    /// <param name="attentionMask">0 for tokens that do not count, [tokens]; empty: all count.</param>
    /// <param name="hiddenSize">The length of a token's vector.</param>
    /// <param name="normalize">Whether the result (all joined vectors together) is scaled to unit length.</param>
    /// <param name="destination">Receives <see cref="Dimension"/> values.</param>
    /// <param name="cut">Whether the destination may be shorter: it then receives the first values, cut before they are scaled.</param>
    /// <exception cref="ArgumentException">A shape does not fit, or a mode is not computed from token vectors.</exception>
    public void Pool(ReadOnlySpan<float> tokenVectors, ReadOnlySpan<int> attentionMask, int hiddenSize, bool normalize, Span<float> destination, bool cut = false) =>
        VectorPooler.Pool(this, null, tokenVectors, attentionMask, hiddenSize, default, default, default, normalize, destination, cut: cut);

    /// <inheritdoc/>
    public bool Equals(TokenPooling? other) => other != null && Modes.AsSpan().SequenceEqual(other.Modes.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TokenPooling);

    /// <inheritdoc/>
    public override int GetHashCode() => Modes.Aggregate(17, (hash, mode) => (hash * 31) + (int)mode);

    /// <summary>The names joined by <c>+</c>, as <see cref="Parse"/> reads them.</summary>
    public override string ToString() => string.Join('+', Modes.Select(mode => Names.First(n => n.Mode == mode).Name));

    private static int IndexOfName(string name)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (Names[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}
