using MLNetBert.Encoder.Invariance;

namespace MLNetBert.Encoder.Models;

/// <summary>
/// The encoder of a model for one choice of layers: an open session, and what is known about it after running a few tokens. Owns the session.
/// Thread-safe.
/// </summary>
internal sealed class EncoderView : IDisposable
{
    private readonly OpenGraph _graph;
    private readonly EncoderRunner _runner;
    private readonly BatchEffects _effects;
    private readonly double _difference;

    private EncoderView(OpenGraph graph, EncoderRunner runner, BatchEffects effects, LengthLimits limits, TrialRun trial, TokenPooling pooling)
    {
        (_graph, _runner, _effects) = (graph, runner, effects);
        (Limits, HiddenSize, SentenceSize, LabelCount, Pooling) = (limits, trial.HiddenSize, trial.SentenceSize, trial.LabelCount, pooling);
        (Batches, _difference) = (trial.Batches, trial.Difference);
    }

    public ModelInputs Inputs => _graph.Inputs;

    public ModelOutputs Outputs => _graph.Outputs;

    public HiddenLayers? HiddenLayer => _graph.HiddenLayer;

    public bool TakesIds => _graph.TakesIds;

    /// <summary>What runs it.</summary>
    public ExecutionProvider Provider => _graph.Provider;

    /// <summary>Why that is not what was asked for; null if it is.</summary>
    public string? FallbackReason => _graph.FallbackReason;

    /// <summary>Which texts may run together, unless they must run one at a time.</summary>
    public BatchLimits Batches { get; }

    /// <summary>That, for people.</summary>
    public string BatchesText => Provider.IsCpu ? "texts of equal length together"
        : string.Create(CultureInfo.InvariantCulture, $"{(Batches.Pads ? "padded to a few lengths" : "texts of equal length together")}, {(Batches.Fills ? "always filled to some" : "up to")} {Batches.TokensPerBatch:N0} tokens");

    /// <summary>Why the bits of a text's vectors depend on its company; null if they do not.</summary>
    public string? BitsMoveReason => _difference == 0 || OneAtATimeReason(Pooling) != null ? null
        : string.Create(CultureInfo.InvariantCulture, $"in a trial run on {Provider.Name}, the values of a text's vectors differed by up to {_difference:G2} with its company");

    public LengthLimits Limits { get; }

    public int HiddenSize { get; }

    public int? SentenceSize { get; }

    /// <summary>How many logits a text has; null if there are none.</summary>
    public int? LabelCount { get; }

    /// <summary>The pooling that the folder asks for, else the graph's own, else mean.</summary>
    public TokenPooling Pooling { get; }

    /// <exception cref="BadInputException">The model fails, or contradicts its folder; the caller still has to close the graph.</exception>
    public static EncoderView Of(ModelSource source, OpenGraph graph)
    {
        string file = source.Folder.ModelFile;
        graph.Session.Weigh(source.Graph.Initializers.Values.Sum(tensor => tensor.Length));
        EncoderRunner runner = new(source, graph);
        BatchEffects effects = new(source.Graph, graph.Outputs, graph.Edited);
        var limits = LengthLimits.Find(
            source.Settings,
            PositionTable.Find(source.Graph, source.Settings.Positions == null ? null : source.Settings.PositionsBeforeText),
            graph.Inputs.FixedSequence is int length ? new(length, $"{file}: the shape of {graph.Inputs.All.First().Name}") : null,
            source.Tokenizer?.ModelMaxLength,
            file);
        CheckSentinels(source, graph, runner);
        var trial = TrialRun.Of(source, graph, runner, limits.Longest?.Value ?? limits.Default.Value, effects);
        TokenPooling pooling = PoolingOf(source, graph.Outputs);
        if (graph.HiddenLayer == null && pooling.Modes[0] is not (PoolingMode.None or PoolingMode.SentenceEmbedding or PoolingMode.Logits))
            source.Modules.OutputSize(pooling.Dimension(trial.HiddenSize), pooling);
        return new EncoderView(graph, runner, effects, limits, trial, pooling);
    }

    /// <summary>The outputs from which a pooling is computed.</summary>
    public static BertModelOutputs OutputsFor(TokenPooling pooling) => pooling.Modes.Aggregate(BertModelOutputs.None, (all, mode) => all | mode switch
    {
        PoolingMode.Pooler => BertModelOutputs.Pooler,
        PoolingMode.SentenceEmbedding => BertModelOutputs.SentenceEmbedding,
        PoolingMode.Logits => BertModelOutputs.Logits,
        _ => BertModelOutputs.TokenVectors,
    });

    /// <summary>Why rows must run one at a time for a pooling's vectors not to depend on their neighbours; null if they need not.</summary>
    public string? OneAtATimeReason(TokenPooling pooling) => Inputs.FixedBatch is int rows
        ? $"the model takes exactly {rows} row{(rows == 1 ? "" : "s")} a run"
        : _effects.Reason(OutputsFor(pooling));

    /// <summary>Runs rows whose shapes were checked.</summary>
    public TResult Run<TState, TResult>(in RunInputs given, int batch, int sequence, BertModelOutputs outputs, TState state, RunReader<TState, TResult> read)
        where TState : allows ref struct => _runner.Run(given, batch, sequence, outputs, state, read);

    public void Dispose() => _runner.Dispose();

    /// <summary>Whether integer sums are right here; of a view that gives other layers, nothing is known.</summary>
    private static void CheckSentinels(ModelSource source, OpenGraph graph, EncoderRunner runner)
    {
        if (source.Quantization is { } quantization && graph is { TakesIds: true, Edited: null or { LayerValues: null }, Outputs.Tokens: not null })
            quantization.Sentinels.Check(source.Folder.ModelFile, ids => runner.Run(new RunInputs { Ids = ids }, 1, ids.Length, BertModelOutputs.TokenVectors, 0, static (values, _) => values.TokenVectors.ToArray()));
    }

    private static TokenPooling PoolingOf(ModelSource source, ModelOutputs outputs) =>
        source.Settings.Modules.Pooling?.Mode.Value is { } asked && (OutputsFor(asked) & ~outputs.Available) == 0 ? asked
        : outputs.Sentence != null ? PoolingMode.SentenceEmbedding
        : outputs.Tokens != null ? PoolingMode.Mean
        : outputs.Pooler != null ? PoolingMode.Pooler
        : PoolingMode.Logits;
}
