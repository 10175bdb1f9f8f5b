namespace MLNetBert;

/// <summary>
/// Text in, features out: tokenizes, runs texts of equal token length together, pools. A text's features are the same bits
/// whatever stands beside it, on any number of threads. All members are thread-safe; streams may run at the same time.
/// </summary>
public sealed class BertFeaturizer
{
    /// <summary>Makes a featurizer over a model, which stays open when it is gone.</summary>
    /// <exception cref="BadInputException">The model lacks what the options ask for, or the length is beyond its positions.</exception>
    public BertFeaturizer(BertModel model, FeaturizerOptions? options = null)
    {
        Model = model;
        Options = options ?? new FeaturizerOptions();
        throw new NotImplementedException();
    }

    /// <summary>The model.</summary>
    public BertModel Model { get; }

    /// <summary>The options as given.</summary>
    public FeaturizerOptions Options { get; }

    /// <summary>The pooling in use.</summary>
    public TokenPooling Pooling => throw new NotImplementedException();

    /// <summary>Whether vectors are brought to unit length.</summary>
    public bool Normalize => throw new NotImplementedException();

    /// <summary>The number of tokens that longer texts are cut to.</summary>
    public int MaxLength => throw new NotImplementedException();

    /// <summary>How many texts run at the same time.</summary>
    public int Threads => throw new NotImplementedException();

    /// <summary>The length of a text's features; with pooling none of one token's.</summary>
    public int Dimension => throw new NotImplementedException();

    /// <summary>What was done so far, by all callers together.</summary>
    public FeaturizerStatistics Statistics => throw new NotImplementedException();

    /// <summary>The features of one text, or of a pair: <see cref="Dimension"/> values, with pooling none that many a token.</summary>
    public float[] Featurize(string text, string? textPair = null) => throw new NotImplementedException();

    /// <summary>Writes the features of one text to <paramref name="destination"/>. Not with pooling none.</summary>
    /// <exception cref="ArgumentException">The destination does not hold <see cref="Dimension"/> values.</exception>
    public void Featurize(ReadOnlySpan<char> text, Span<float> destination) => throw new NotImplementedException();

    /// <summary>Writes the features of texts, row after row, to <paramref name="destination"/>, [texts, <see cref="Dimension"/>]. Not with pooling none.</summary>
    /// <exception cref="ArgumentException">The destination does not hold exactly that many values.</exception>
    public void Featurize(IReadOnlyList<string> texts, Span<float> destination, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The features of texts, [texts, <see cref="Dimension"/>]. Not with pooling none.</summary>
    public float[,] Featurize(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// The features of a stream of items of any kind, in order. At most <see cref="FeaturizerOptions.Window"/> items are read
    /// ahead and held, so memory stays flat however long the stream is. Stopping half-way leaves nothing behind.
    /// </summary>
    public IEnumerable<FeaturizedRow<T>> FeaturizeStream<T>(IEnumerable<T> items, Func<T, TextInput> text, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The features of a stream of texts, in order.</summary>
    public IEnumerable<FeaturizedRow<string>> FeaturizeStream(IEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        FeaturizeStream(texts, static text => text, cancellationToken);

    /// <summary>As <see cref="FeaturizeStream{T}(IEnumerable{T}, Func{T, TextInput}, CancellationToken)"/>, over a source that is awaited.</summary>
    public IAsyncEnumerable<FeaturizedRow<T>> FeaturizeStreamAsync<T>(IAsyncEnumerable<T> items, Func<T, TextInput> text, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The features of a stream of texts that is awaited, in order.</summary>
    public IAsyncEnumerable<FeaturizedRow<string>> FeaturizeStreamAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        FeaturizeStreamAsync(texts, static text => text, cancellationToken);
}
