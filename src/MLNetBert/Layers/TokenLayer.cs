namespace MLNetBert.Layers;

/// <summary>Any layer, as the stage runs it on a row.</summary>
/// <param name="InputSize">The length of a token's vector.</param>
/// <param name="OutputSize">The length of a vector that <paramref name="Run"/> gives.</param>
/// <param name="Pooling">What becomes of the vectors that <paramref name="Run"/> gives, one per token or query; null: it gives a single one.</param>
/// <param name="Run">Turns the row's tokens, and its queries if <see cref="QuerySize"/> is given, into vectors.</param>
internal sealed record TokenLayer(int InputSize, int OutputSize, TokenPooling? Pooling, Func<TokenReader, TokenReader?, float[]> Run)
{
    public TokenPooling? Pooling { get; } = Pooling?.Modes.Any(mode => mode is PoolingMode.Pooler or PoolingMode.SentenceEmbedding or PoolingMode.Logits) != true
        ? Pooling
        : throw new ArgumentException($"The pooling {Pooling} is not computed from token vectors; choose mean, cls, max, min, mean_sqrt_len_tokens, weightedmean, lasttoken or none.", nameof(Pooling));

    /// <summary>The length of a query; 0: there are none.</summary>
    public int QuerySize { get; init; }

    /// <summary>The slots' names, without their numbers, if nothing is pooled.</summary>
    public string[] Slots { get; init; } = [];

    /// <summary>Closed with a loaded stage.</summary>
    public IDisposable? Owned { get; init; }

    /// <summary>The names of the slots; null if a row's vectors are not joined into one of known size.</summary>
    public string[]? SlotNames => Pooling == null ? Slots : KeepsAll ? null : [.. Pooling.Modes.Select(mode => new TokenPooling(mode).ToString())];

    public VectorDataViewType OutputType => KeepsAll
        ? new(NumberDataViewType.Single, 1, 0, OutputSize)
        : new(NumberDataViewType.Single, Pooling?.Dimension(OutputSize) ?? OutputSize);

    private bool KeepsAll => Pooling?.Modes is [PoolingMode.None];

    public float[] Apply(TokenReader tokens, TokenReader? queries)
    {
        float[] vectors = Run(tokens, queries);
        if (Pooling == null || KeepsAll)
            return vectors;
        float[] pooled = new float[Pooling.Dimension(OutputSize)];
        Pooling.Pool(vectors, (queries ?? tokens).Mask, OutputSize, normalize: false, pooled);
        return pooled;
    }
}
