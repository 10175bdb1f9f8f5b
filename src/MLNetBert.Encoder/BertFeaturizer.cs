using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLNetBert.Encoder.Batching;
using MLNetBert.Encoder.ModelFolder;

namespace MLNetBert;

/// <summary>
/// Text in, features out: tokenizes, runs texts of equal token length together, pools. A text's features are the same bits
/// whatever stands beside it, on any number of threads. All members are thread-safe; streams may run at the same time.
/// </summary>
/// <remarks>
/// Empty text is a text like any other; longer text than <see cref="MaxLength"/> is cut by the tokenizer (<see cref="FeaturizerOptions.Truncation"/>).
/// A text that becomes no token at all, which only tokenizers without special tokens give, has zeros for features.
/// </remarks>
public sealed partial class BertFeaturizer
{
    /// <summary>Characters that a window holds at most, so that long documents do not fill the memory.</summary>
    private const int WindowCharacters = 8_000_000;

    /// <summary>Tokens that a window holds at most with pooling none, where each gives a vector.</summary>
    private const int WindowTokenVectors = 16_384;

    private readonly WindowEngine _engine;
    private readonly bool _pairsFit;

    /// <summary>Makes a featurizer over a model, which stays open when it is gone.</summary>
    /// <exception cref="BadInputException">The model lacks a tokenizer or what the options ask for, or the length is beyond its positions.</exception>
    /// <exception cref="ArgumentException">Threads or window are below 1.</exception>
    public BertFeaturizer(BertModel model, FeaturizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        Options = options ?? new FeaturizerOptions();
        Pooling = Options.Pooling ?? model.DefaultPooling;
        Normalize = Options.Normalize ?? model.DefaultNormalize;
        if (!model.TakesIds)
            throw new BadInputException($"{model.ModelFile} takes word embeddings (inputs_embeds) and no token ids, so it cannot run texts; take an export with input_ids.");
        MaxLength = CheckedLength(model, Options.MaxLength);
        _pairsFit = MaxLength > model.Tokenizer.NumSpecialTokensToAdd(pair: true);
        Threads = Options.Threads ?? Environment.ProcessorCount;
        if (Threads < 1)
            throw new ArgumentException($"Threads is {Threads}; at least 1 is expected.", nameof(options));
        if (Options.Window < 1)
            throw new ArgumentException($"Window is {Options.Window}; at least 1 is expected.", nameof(options));
        if ((BertModel.OutputsFor(Pooling) & ~model.Outputs) is var missing and not BertModelOutputs.None)
            throw new BadInputException($"The pooling {Pooling} needs the output {missing}, which {model.ModelFile} does not have (it has {model.Outputs}); choose another pooling.");
        Dimension = Pooling.Modes.Sum(mode => mode == PoolingMode.SentenceEmbedding ? model.SentenceEmbeddingSize!.Value : model.HiddenSize);
        _engine = new WindowEngine(model, Pooling, Normalize, Dimension, Threads);
    }

    /// <summary>The model.</summary>
    public BertModel Model { get; }

    /// <summary>The options as given.</summary>
    public FeaturizerOptions Options { get; }

    /// <summary>The pooling in use.</summary>
    public TokenPooling Pooling { get; }

    /// <summary>Whether vectors are brought to unit length.</summary>
    public bool Normalize { get; }

    /// <summary>The number of tokens that longer texts are cut to.</summary>
    public int MaxLength { get; }

    /// <summary>How many texts run at the same time.</summary>
    public int Threads { get; }

    /// <summary>The length of a text's features; with pooling none of one token's.</summary>
    public int Dimension { get; }

    /// <summary>What was done so far, by all callers together.</summary>
    public FeaturizerStatistics Statistics => _engine.Times.Read();

    /// <summary>The share of the texts being run now that have run, for showing how far a stream is.</summary>
    internal double WindowProgress => _engine.Progress;

    /// <summary>Whether every token keeps its vector (pooling none).</summary>
    private bool TokenLevel => Pooling.Modes[0] == PoolingMode.None;

    /// <summary>The features of one text, or of a pair: <see cref="Dimension"/> values, with pooling none that many a token.</summary>
    public float[] Featurize(string text, string? textPair = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return RunOne(text, textPair, textPair != null).ToArray();
    }

    /// <summary>Writes the features of one text to <paramref name="destination"/>. Not with pooling none.</summary>
    /// <exception cref="ArgumentException">The destination does not hold exactly <see cref="Dimension"/> values.</exception>
    /// <exception cref="InvalidOperationException">The pooling is none.</exception>
    public void Featurize(ReadOnlySpan<char> text, Span<float> destination)
    {
        CheckDestination(1, destination.Length);
        RunOne(text, default, false).Span.CopyTo(destination);
    }

    /// <summary>Writes the features of texts, row after row, to <paramref name="destination"/>, [texts, <see cref="Dimension"/>]. Not with pooling none.</summary>
    /// <exception cref="ArgumentException">The destination does not hold exactly that many values, or a text is null.</exception>
    /// <exception cref="InvalidOperationException">The pooling is none.</exception>
    public void Featurize(IReadOnlyList<string> texts, Span<float> destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        CheckDestination(texts.Count, destination.Length);
        int row = 0;
        foreach (FeaturizedRow<string> text in FeaturizeInPassing(texts, static text => text, cancellationToken))
            text.Features.Span.CopyTo(destination.Slice(row++ * Dimension, Dimension));
    }

    /// <summary>The features of texts, [texts, <see cref="Dimension"/>]. Not with pooling none.</summary>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="InvalidOperationException">The pooling is none.</exception>
    public float[,] Featurize(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        float[,] features = new float[texts.Count, Dimension];
        Featurize(texts, MemoryMarshal.CreateSpan(ref Unsafe.As<byte, float>(ref MemoryMarshal.GetArrayDataReference((Array)features)), features.Length), cancellationToken);
        return features;
    }

    private static int CheckedLength(BertModel model, int? asked)
    {
        if (asked > model.MaxPositions)
            throw new BadInputException($"The max length {asked} is more than the {model.MaxPositions} tokens that {model.ModelFile} holds; choose at most that.");
        LengthLimits.CheckRoom(AskedLength(model, asked), model.Tokenizer, pair: false);
        return asked ?? model.MaxLength;
    }

    private static Sourced<int> AskedLength(BertModel model, int? asked) =>
        asked is int length ? new(length, nameof(FeaturizerOptions.MaxLength)) : model.Limits.Default;

    private ReadOnlyMemory<float> RunOne(ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, bool hasPair)
    {
        TokenWindow window = new();
        Tokenize(window, text, textPair, hasPair);
        return _engine.Run(window, buffer: null, CancellationToken.None).Of(0);
    }

    /// <summary>Appends a text to a window.</summary>
    internal void Tokenize(TokenWindow window, ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, bool hasPair)
    {
        long start = Stopwatch.GetTimestamp();
        if (hasPair && !_pairsFit)
            LengthLimits.CheckRoom(AskedLength(Model, Options.MaxLength), Model.Tokenizer, pair: true);
        if (hasPair)
            Model.Tokenizer.EncodeTo(text, textPair, MaxLength, window.Ids, window.Types, Options.Truncation);
        else
            Model.Tokenizer.EncodeTo(text, MaxLength, window.Ids, window.Types, Options.Truncation);
        window.Commit();
        _engine.Times.AddTokenize(Stopwatch.GetTimestamp() - start);
    }

    private void CheckDestination(int rows, int values)
    {
        if (TokenLevel)
            throw new InvalidOperationException("With pooling none a text has as many vectors as tokens; use FeaturizeStream.");
        if (values != (long)rows * Dimension)
            throw new ArgumentException($"The destination holds {values} values; [{rows}, {Dimension}] is expected, {(long)rows * Dimension} values.", "destination");
    }
}
