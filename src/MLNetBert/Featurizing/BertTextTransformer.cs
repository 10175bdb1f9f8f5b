using MLNetBert.Featurizing;

namespace MLNetBert;

/// <summary>
/// What the transformers of <c>FeaturizeBert</c> and <c>ScoreBert</c> have in common: they run the model on the texts of a column, and remember the vectors.
/// Thread-safe: any number of cursors and prediction engines may use one at the same time, and they give the same bits.
/// </summary>
public abstract class BertTextTransformer : BertStageTransformer, IDisposable
{
    private readonly OpenModel _open;
    private readonly BertTextOptions _options;
    private readonly BertFeaturizer _featurizer;
    private readonly BertVectors _vectors;
    private readonly VectorMemo _memo;

    /// <param name="open">The model.</param>
    /// <param name="options">The options, which nobody else changes.</param>
    /// <param name="features">What becomes of a text, beside what the options say.</param>
    /// <param name="environment">Where passes are told of; null: nowhere.</param>
    /// <param name="stage">The stage's name.</param>
    private protected BertTextTransformer(OpenModel open, BertTextOptions options, FeaturizerOptions features, IHostEnvironment? environment, string stage)
    {
        if (options.MemoCapacity < 0)
            throw new ArgumentOutOfRangeException(nameof(options), $"{options.MemoCapacity}", "MemoCapacity is 0 (remember nothing) or more.");
        _open = open;
        _options = options;
        _featurizer = new BertFeaturizer(open.Model, features with
        {
            MaxLength = options.MaxLength,
            Prompt = options.Prompt,
            PromptName = options.PromptName,
            Threads = options.Threads,
            Window = options.Window,
        });
        _vectors = new BertVectors(_featurizer, new PassLog(environment, stage, _featurizer.MaxLength));
        _memo = new VectorMemo(_vectors, options.MemoCapacity);
    }

    /// <summary>The text column that is read.</summary>
    public string InputColumnName => Usable(_options).TextColumnName;

    /// <summary>The column with the second texts of pairs; null for single texts.</summary>
    public string? TextPairColumnName => Usable(_options).TextPairColumnName;

    /// <summary>Computes the vectors. Its model is closed with the transformer only if that was loaded from a file.</summary>
    public BertFeaturizer Featurizer => Usable(_featurizer);

    /// <summary>How often a text's vector was remembered, summed over all cursors of all transformers that the estimator has made.</summary>
    public MemoStatistics MemoStatistics => Usable(_memo).Statistics;

    internal IEnumerable<string> InputColumns => TextPairColumnName == null ? [InputColumnName] : [InputColumnName, TextPairColumnName];

    /// <summary>The columns that are added.</summary>
    internal abstract VectorColumn[] Outputs { get; }

    /// <inheritdoc/>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new LookAheadView(input, (FeaturizingMapper)Bind(input.Schema), _memo, Usable(_options).Window);
    }

    /// <summary>
    /// Closes the model if it was opened by loading a saved pipeline, and deletes its unpacked files. The caller's model stays open. Called by a prediction engine,
    /// it does nothing; a model that nobody closes is closed by the garbage collector.
    /// </summary>
    public void Dispose() => Dispose(_open);

    internal override RowMapper Bind(DataViewSchema inputSchema)
    {
        DataViewSchema.Column[] inputs = InputColumns.Select(name => inputSchema.Require(name, "String", type => type is TextDataViewType)).ToArray();
        return new FeaturizingMapper(inputSchema, inputs, Outputs, Featurizer.Dimension, _vectors.One);
    }

    /// <summary>Writes what comes last in every such stage: how its passes are run, and the model.</summary>
    private protected void SaveModel(ModelSaveContext context, BinaryWriter writer)
    {
        writer.Write(_options.Window);
        writer.Write(_options.MemoCapacity);
        ModelPayload.Write(context, _open.Model, _options.SaveModelFiles);
    }
}
