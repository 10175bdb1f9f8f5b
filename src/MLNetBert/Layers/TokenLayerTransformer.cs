[assembly: LoadableClass(typeof(MLNetBert.TokenLayerTransformer), null, typeof(SignatureLoadModel), "", MLNetBert.TokenLayerTransformer.LoaderSignature)]

namespace MLNetBert;

/// <summary>
/// The transformer of the layer stages: adds a column with a layer's result for the row's token vectors. A row's bits are the same with any
/// padding. Thread-safe.
/// </summary>
public sealed class TokenLayerTransformer : BertStageTransformer, IDisposable
{
    internal const string LoaderSignature = "TokenLayer";
    private static readonly StageFile File = new("BERTLAYR", LoaderSignature);
    private readonly LayerArrays _arrays = new();
    private readonly TokenLayerOptions _options;
    private readonly TokenLayer _layer;
    private readonly bool _loaded;

    internal TokenLayerTransformer(TokenLayerOptions options, Func<LayerWeights> weights, bool loaded = false)
    {
        ColumnNames.Require((options.OutputColumnName, nameof(options.OutputColumnName)), (options.LastHiddenStateColumnName, nameof(options.LastHiddenStateColumnName)));
        ColumnNames.Optional((options.AttentionMaskColumnName, nameof(options.AttentionMaskColumnName)), (options.QueryColumn, "QueryColumnName"), (options.QueryMaskColumn, "QueryMaskColumnName"));
        (_options, _loaded) = (options, loaded);
        _layer = options.Open(() => _arrays.Keep(weights()));
    }

    /// <summary>The column that is added.</summary>
    public string OutputColumnName => Options.OutputColumnName;

    /// <summary>The column with the token vectors.</summary>
    public string LastHiddenStateColumnName => Options.LastHiddenStateColumnName;

    internal TokenLayerOptions Options => Usable(_options);

    internal VectorDataViewType OutputType => _layer.OutputType;

    /// <summary>
    /// Closes the layer's session (RNN, GRU, LSTM) if the stage was loaded from a saved pipeline. All transformers of an estimator share its layer, which the garbage
    /// collector closes after the last of them. Called by a prediction engine, it does nothing.
    /// </summary>
    public void Dispose() => Dispose(_loaded ? _layer.Owned : null);

    internal static IEnumerable<string> Named(string? column) => column == null ? [] : [column];

    internal override RowMapper Bind(DataViewSchema inputSchema)
    {
        var tokens = TokenColumns.Bind(inputSchema, LastHiddenStateColumnName, Named(Options.AttentionMaskColumnName), _layer.InputSize, "layer's");
        TokenColumns? queries = Options.QueryColumn == null ? null : TokenColumns.Bind(inputSchema, Options.QueryColumn, Named(Options.QueryMaskColumn), _layer.QuerySize, "layer's");
        DataViewSchema.Annotations? annotations = _layer.SlotNames is { } names ? FeatureAnnotations.Of(names, OutputType.Size, normalize: false) : null;
        return new LayerMapper(inputSchema, tokens, queries, new(OutputColumnName, OutputType, annotations), _layer);
    }

    private protected override void Save(ModelSaveContext context)
    {
        BinaryWriter writer = File.Begin(context);
        writer.Write(Options.LayerName);
        Options.Write(writer);
        _arrays.Write(writer);
    }

    private static TokenLayerTransformer Create(IHostEnvironment env, ModelLoadContext context) => File.Read(context, reader =>
    {
        TokenLayerOptions options = KnownLayers.Create(reader.ReadString());
        options.Read(reader);
        return LayerArrays.Read(reader, weights => new TokenLayerTransformer(options, weights, loaded: true));
    });
}
