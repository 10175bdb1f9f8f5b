using MLNetBert.Encoder.Diagnostics;
using MLNetBert.Encoder.Featurizing;
using MLNetBert.Encoder.Modules;

namespace MLNetBert;

/// <summary>
/// Text in, features out: tokenizes, runs texts of equal token length together, and pools. A text's features are the same bits
/// whatever else is in the batch, on any number of threads (on the CPU; for others see <see cref="BertModel.BitsMoveReason"/>). All members are thread-safe; streams may run at the same time.
/// </summary>
/// <remarks>
/// Empty text is a text like any other; text longer than <see cref="MaxLength"/> is cut by the tokenizer (<see cref="FeaturizerOptions.Truncation"/>).
/// A text that becomes no token at all, which happens only with tokenizers without special tokens, has zeros for features.
/// Once the model is closed, every method throws an <see cref="ObjectDisposedException"/>, and so does a stream at its next window.
/// </remarks>
public sealed partial class BertFeaturizer
{
    private readonly bool _pairsFit;
    private readonly PromptTokens _prompts;
    private readonly Lazy<ModelFingerprint> _fingerprint;
    private readonly ModuleChain _modules;
    private OneText? _spare;

    /// <summary>Makes a featurizer for a model, which outlives it and stays open.</summary>
    /// <exception cref="BadInputException">The model lacks a tokenizer or what the options ask for, or its folder gives a length that leaves no room for a text.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Threads or a window size is below 1, there is no such activation, or the length leaves no room for a text or is beyond the model's positions.</exception>
    public BertFeaturizer(BertModel model, FeaturizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        Options = options ?? new FeaturizerOptions();
        Options.Check(nameof(options));
        Pooling = Options.Pooling ?? model.DefaultPooling;
        Normalize = Options.Normalize ?? (model.DefaultNormalize && !HasLogits);
        if (!model.TakesIds)
            throw new BadInputException($"{model.ModelFile} takes word embeddings (inputs_embeds) and no token ids, so it cannot run texts; take an export with input_ids.") { Code = "model.inputs", File = model.ModelFile };
        if (model.Limits.WhyNot(Length, model.Tokenizer, pair: false) is string why)
            throw Options.MaxLength != null ? new ArgumentOutOfRangeException(nameof(options), why) : new BadInputException(why) { Code = "model.length" };
        MaxLength = Length.Value;
        _pairsFit = LengthLimits.WhyNoRoom(Length, model.Tokenizer, pair: true) == null;
        Threads = Options.Threads ?? model.ExecutionProvider.Kind.Callers ?? Environment.ProcessorCount;
        CheckOutputs();
        _modules = model.ModulesAfter(Pooling);
        Dimension = CutDimension(_modules.OutputSize(Pooling.Modes.Sum(SizeOf), Pooling));
        _prompts = new PromptTokens(model, Options);
        Engine = new WindowEngine(model, Pooling, _modules.Modules.Count > 0 ? _modules : null, Normalize, Dimension, Threads, Activation);
        _fingerprint = new(() => model.Fingerprint.With(
            new("pooling", Pooling.ToString()),
            new("normalize", Normalize ? "true" : "false"),
            new("max length", MaxLength.ToString(CultureInfo.InvariantCulture)),
            new("truncation", Options.Truncation.ToString())).With(
            Activation == LogitActivation.None ? [] : [new("activation", $"{Activation}")]).With(
            Prompt.Length == 0 ? [] : [new("prompt of texts", Prompt)]).With(
            Options.TruncateDim == null && model.DefaultTruncateDim == null ? [] : [new("dimension", Dimension.ToString(CultureInfo.InvariantCulture))]));
    }

    /// <summary>The model.</summary>
    public BertModel Model { get; }

    /// <summary>The options as given.</summary>
    public FeaturizerOptions Options { get; }

    /// <summary>The pooling in use.</summary>
    public TokenPooling Pooling { get; }

    /// <summary>Whether vectors are scaled to unit length.</summary>
    public bool Normalize { get; }

    /// <summary>The modules that are applied to the pooled vector, in order, by the names of their classes: Dense, LayerNorm, Normalize before another. Usually none.</summary>
    public IReadOnlyList<string> Modules => [.. _modules.Modules.Select(module => module.Named.Name)];

    /// <summary>The number of tokens that longer texts are cut to.</summary>
    public int MaxLength { get; }

    /// <summary>How many texts run at the same time.</summary>
    public int Threads { get; }

    /// <summary>The length of a text's features, cut to <see cref="FeaturizerOptions.TruncateDim"/>; with pooling none, of one token's.</summary>
    public int Dimension { get; }

    /// <summary>What has been done so far, by all callers together.</summary>
    public FeaturizerStatistics Statistics => Engine.Times.Read();

    /// <summary>
    /// What makes a text's features: the model's fingerprint, and those options that change vectors (not threads or windows). The
    /// model's files are hashed when a fingerprint is first asked for.
    /// </summary>
    /// <exception cref="IOException">A file can no longer be read.</exception>
    public ModelFingerprint Fingerprint => _fingerprint.Value;

    internal WindowEngine Engine { get; }

    private Sourced<int> Length => Options.MaxLength is int length ? new(length, nameof(FeaturizerOptions.MaxLength)) : Model.Limits.Default;

    /// <summary>The features of one text: <see cref="Dimension"/> values; with pooling none, that many per token.</summary>
    /// <exception cref="BadInputException">The text cannot be cut as the options ask, or the model fails.</exception>
    public float[] Featurize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return RunOne(text, default, hasPair: false, static (vector, _) => vector.ToArray(), default);
    }

    /// <summary>The features of a pair of texts that the model sees together: <see cref="Dimension"/> values; with pooling none, that many per token.</summary>
    /// <exception cref="BadInputException">The pair cannot be cut as the options ask, or the model fails.</exception>
    public float[] Featurize(string text, string textPair)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(textPair);
        return RunOne(text, textPair, hasPair: true, static (vector, _) => vector.ToArray(), default);
    }

    /// <summary>Writes the features of one text to <paramref name="destination"/>. Not with pooling none.</summary>
    /// <exception cref="ArgumentException">The destination does not have room for exactly <see cref="Dimension"/> values.</exception>
    /// <exception cref="BadInputException">The text cannot be cut as the options ask, or the model fails.</exception>
    /// <exception cref="InvalidOperationException">The pooling is none.</exception>
    public void Featurize(ReadOnlySpan<char> text, Span<float> destination) => WriteOne(text, default, hasPair: false, destination);

    /// <summary>Writes the features of a pair of texts that the model sees together to <paramref name="destination"/>. Not with pooling none.</summary>
    /// <inheritdoc cref="Featurize(ReadOnlySpan{char}, Span{float})"/>
    public void Featurize(ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, Span<float> destination) => WriteOne(text, textPair, hasPair: true, destination);

    /// <summary>Writes the features of texts, row by row, to <paramref name="destination"/>, [texts, <see cref="Dimension"/>]. Not with pooling none.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="destination">Receives the features.</param>
    /// <param name="progress">Is told after each batch about how many texts have their features; from any thread.</param>
    /// <param name="cancellationToken">Stops it; batches that are running are finished first.</param>
    /// <exception cref="ArgumentException">The destination does not have room for exactly that many values, or a text is null.</exception>
    /// <exception cref="BadInputException">A text cannot be cut as the options ask, or the model fails.</exception>
    /// <exception cref="InvalidOperationException">The pooling is none.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Featurize(IReadOnlyList<string> texts, Span<float> destination, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        CheckDestination(texts.Count, destination.Length);
        int row = 0;
        foreach (FeaturizedRow<string> text in FeaturizeInPassing(texts, static text => text, place: null, progress, skip: null, cancellationToken))
            text.Features.Span.CopyTo(destination.Slice(row++ * Dimension, Dimension));
    }

    /// <summary>The features of texts: an array of <see cref="Dimension"/> values for each. Not with pooling none.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="progress">Is told after each batch about how many texts have their features; from any thread.</param>
    /// <param name="cancellationToken">Stops it; batches that are running are finished first.</param>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="BadInputException">A text cannot be cut as the options ask, or the model fails.</exception>
    /// <exception cref="InvalidOperationException">The pooling is none.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[][] Featurize(IReadOnlyList<string> texts, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        RefuseTokenLevel();
        return [.. FeaturizeInPassing(texts, static text => text, place: null, progress, skip: null, cancellationToken).Select(row => row.Features.ToArray())];
    }

    /// <summary>Appends a text to a window, and says whether it was cut.</summary>
    internal bool Tokenize(TokenWindow window, ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, bool hasPair, string? prompt)
    {
        long start = Stopwatch.GetTimestamp();
        prompt ??= Prompt;
        if (prompt.Length > 0)
            text = string.Concat(prompt, text);
        if (hasPair && !_pairsFit)
            throw new BadInputException(LengthLimits.WhyNoRoom(Length, Model.Tokenizer, pair: true)!) { Code = "model.length" };
        int before = window.Ids.Count, longest = Options.RefuseLonger ? int.MaxValue : MaxLength;
        bool cut = hasPair
            ? Model.Tokenizer.EncodeTo(text, textPair, longest, window.Ids, window.Types, Options.Truncation)
            : Model.Tokenizer.EncodeTo(text, longest, window.Ids, window.Types, Options.Truncation);
        if (window.Ids.Count - before is var tokens && tokens > MaxLength)
            throw new BadInputException($"the text is {tokens} tokens long, but the model takes {MaxLength}; shorten it, or give a max length of {MaxLength} to cut it.") { Code = "text.too-long" };
        window.Commit(_prompts.Skip(prompt));
        Engine.Times.AddTokenize(Stopwatch.GetTimestamp() - start);
        if (cut)
            BertMeter.CutTexts.Add(1, Engine.ModelTag);
        return cut;
    }

    private void WriteOne(ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, bool hasPair, Span<float> destination)
    {
        CheckDestination(1, destination.Length);
        RunOne(text, textPair, hasPair, static (vector, to) =>
        {
            vector.CopyTo(to);
            return true;
        }, destination);
    }

    private T RunOne<T>(ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, bool hasPair, Func<ReadOnlySpan<float>, Span<float>, T> take, Span<float> destination, string? prompt = null)
    {
        OneText one = Interlocked.Exchange(ref _spare, null) ?? new OneText();
        one.Window.Clear();
        Tokenize(one.Window, text, textPair, hasPair, prompt);
        WindowFeatures features = Engine.Run(one.Window, oneAtATime: true, one.Buffer, progress: null, CancellationToken.None);
        one.Buffer = features.Values;
        T taken = take(features.Of(0).Span, destination);
        _spare = one;
        return taken;
    }

    private void RefuseTokenLevel()
    {
        if (Engine.TokenLevel)
            throw new InvalidOperationException("With pooling none a text has as many vectors as tokens; use FeaturizeStream.");
    }

    private void CheckDestination(int rows, int values)
    {
        Model.ThrowIfClosed();
        RefuseTokenLevel();
        if (values != (long)rows * Dimension)
            throw new ArgumentException($"The destination holds {values} values; [{rows}, {Dimension}] is expected, {(long)rows * Dimension} values.", "destination");
    }

    /// <summary>The memory of one text's run, kept for the next: whoever comes first takes it, and others make their own.</summary>
    private sealed class OneText
    {
        public TokenWindow Window { get; } = new();

        public float[]? Buffer { get; set; }
    }
}
