using MLNetBert.Featurizing;

[assembly: LoadableClass(typeof(MLNetBert.BertFeaturizingTransformer), null, typeof(SignatureLoadModel), "", MLNetBert.BertFeaturizingTransformer.LoaderSignature)]

namespace MLNetBert;

/// <summary>
/// The transformer of <c>FeaturizeBert</c>: adds a column of text features. Thread-safe: any number of cursors and prediction
/// engines may use it at the same time, and they give the same bits.
/// </summary>
public sealed class BertFeaturizingTransformer : BertStageTransformer, IDisposable
{
    internal const string LoaderSignature = "FeaturizeBert";
    private static readonly StageFile File = new("BERTFEAT", LoaderSignature, WithModules);

    /// <summary>The format from which on there are a prompt and the vectors' size.</summary>
    private const uint WithPrompt = 0x00010002;

    /// <summary>The format from which on modules behind the pooling are applied. Written only for models that have some.</summary>
    private const uint WithModules = 0x00010004;
    private readonly OpenModel _open;
    private readonly BertFeaturizingOptions _options;
    private readonly BertFeaturizer _featurizer;
    private readonly VectorMemo _memo;

    internal BertFeaturizingTransformer(OpenModel open, BertFeaturizingOptions options, IHostEnvironment? environment)
    {
        ColumnNames.Require((options.OutputColumnName, nameof(options.OutputColumnName)));
        ColumnNames.Optional((options.InputColumnName, nameof(options.InputColumnName)), (options.TextPairColumnName, nameof(options.TextPairColumnName)));
        if (options.Pooling?.Modes.Contains(PoolingMode.None) == true)
            throw new ArgumentException("The pooling none gives one vector per token, not one of known size; choose another.", nameof(options));
        if (options.MemoCapacity < 0)
            throw new ArgumentOutOfRangeException(nameof(options), $"{options.MemoCapacity}", "MemoCapacity is 0 (remember nothing) or more.");
        _open = open;
        _options = options;
        _featurizer = new BertFeaturizer(open.Model, new FeaturizerOptions
        {
            Pooling = options.Pooling,
            Normalize = options.Normalize,
            MaxLength = options.MaxLength,
            TruncateDim = options.TruncateDim,
            Prompt = options.Prompt,
            PromptName = options.PromptName,
            Threads = options.Threads,
            Window = options.Window,
        });
        OutputType = new VectorDataViewType(NumberDataViewType.Single, _featurizer.Dimension);
        _memo = new VectorMemo(_featurizer, options.MemoCapacity, new PassLog(environment, LoaderSignature, _featurizer.MaxLength));
    }

    /// <summary>The column that is added.</summary>
    public string OutputColumnName => Options.OutputColumnName;

    /// <summary>The text column that is read.</summary>
    public string InputColumnName => Options.InputColumnName ?? Options.OutputColumnName;

    /// <summary>The column with the second texts of pairs; null for single texts.</summary>
    public string? TextPairColumnName => Options.TextPairColumnName;

    /// <summary>Computes the features. Its model is closed with the transformer only if that was loaded from a file.</summary>
    public BertFeaturizer Featurizer => Usable(_featurizer);

    /// <summary>How often a text's vector was remembered, summed over all cursors of all transformers that the estimator has made.</summary>
    public MemoStatistics MemoStatistics => Usable(_memo).Statistics;

    internal VectorDataViewType OutputType { get; }

    /// <summary>The poolings whose vectors are joined, before they are cut, and their sizes; or the last module, which makes one vector of them.</summary>
    private IEnumerable<(string Name, int Size)> SlotParts => Featurizer.Modules is [.., var last] ? [(last.ToLowerInvariant(), Featurizer.Dimension)] : Parts(Featurizer.Pooling, Featurizer.Model);

    internal IEnumerable<string> InputColumns => TextPairColumnName == null ? [InputColumnName] : [InputColumnName, TextPairColumnName];

    private BertFeaturizingOptions Options => Usable(_options);

    /// <inheritdoc/>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new LookAheadView(input, (FeaturizingMapper)Bind(input.Schema), _memo, Options.Window);
    }

    /// <summary>
    /// Closes the model if it was opened by loading a saved pipeline, and deletes its unpacked files. The caller's model stays open. Called by a prediction engine,
    /// it does nothing; a model that nobody closes is closed by the garbage collector.
    /// </summary>
    public void Dispose() => Dispose(_open);

    internal override RowMapper Bind(DataViewSchema inputSchema)
    {
        DataViewSchema.Column[] inputs = InputColumns.Select(name => inputSchema.Require(name, "String", type => type is TextDataViewType)).ToArray();
        return new FeaturizingMapper(inputSchema, inputs, new(OutputColumnName, OutputType, FeatureAnnotations.Of(SlotParts, Featurizer.Dimension, Featurizer.Normalize)), Featurizer);
    }

    private protected override void Save(ModelSaveContext context)
    {
        BinaryWriter writer = File.Begin(context, _open.Model.Modules.Count > 0 ? WithModules : StageFile.Packed);
        writer.Write(OutputColumnName);
        writer.Write(InputColumnName);
        writer.WriteOptional(TextPairColumnName);
        // What was decided when the model was opened, so that nothing beside the file can decide otherwise.
        writer.Write(Featurizer.Pooling.ToString());
        writer.Write(Featurizer.Normalize);
        writer.Write(Featurizer.MaxLength);
        writer.Write(Featurizer.Prompt);
        writer.Write(Featurizer.Dimension);
        writer.Write(_options.Window);
        writer.Write(_options.MemoCapacity);
        ModelPayload.Write(context, _open.Model, _options.SaveModelFiles);
    }

    private static IEnumerable<(string Name, int Size)> Parts(TokenPooling pooling, BertModel model) => pooling.Modes.Select(mode =>
        (new TokenPooling(mode).ToString(), mode == PoolingMode.SentenceEmbedding ? model.SentenceEmbeddingSize!.Value : model.HiddenSize));

    private static BertFeaturizingTransformer Create(IHostEnvironment env, ModelLoadContext context) => File.Read(context, reader =>
    {
        bool plain = context.Header.ModelVerReadable < WithPrompt;
        var options = new BertFeaturizingOptions
        {
            OutputColumnName = reader.ReadString(),
            InputColumnName = reader.ReadString(),
            TextPairColumnName = reader.ReadOptional(),
            Pooling = TokenPooling.Parse(reader.ReadString()),
            Normalize = reader.ReadBoolean(),
            MaxLength = reader.ReadInt32(),
            Prompt = plain ? "" : reader.ReadString(),
            TruncateDim = plain ? null : reader.ReadInt32(),
            Window = reader.ReadInt32(),
            MemoCapacity = reader.ReadInt32(),
        };
        OpenModel open = ModelPayload.Read(context, reader, context.Header.ModelVerReadable >= WithModules, out bool embedded);
        options.SaveModelFiles = embedded;
        try
        {
            // What the folder says about it came later than the stage.
            if (plain && open.Model.DefaultTruncateDim != null)
                options.TruncateDim = Parts(options.Pooling, open.Model).Sum(part => part.Size);
            return new BertFeaturizingTransformer(open, options, env);
        }
        catch
        {
            open.Dispose();
            throw;
        }
    });
}
