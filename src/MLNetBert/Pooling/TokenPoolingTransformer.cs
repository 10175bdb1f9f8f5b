[assembly: LoadableClass(typeof(MLNetBert.TokenPoolingTransformer), null, typeof(SignatureLoadModel), "", MLNetBert.TokenPoolingTransformer.LoaderSignature)]

namespace MLNetBert;

/// <summary>The transformer of <c>PoolTokens</c>: adds a column of text features. Thread-safe.</summary>
public sealed class TokenPoolingTransformer : BertStageTransformer
{
    internal const string LoaderSignature = "PoolTokens";

    /// <summary>The formats: the first, and the one that keeps a part of each vector.</summary>
    private const uint Plain = 0x00010001, WithKept = 0x00010002;
    private static readonly StageFile File = new("BERTPOOL", LoaderSignature, WithKept);
    private readonly TokenPoolingOptions _options;

    internal TokenPoolingTransformer(TokenPoolingOptions options, PooledFeatures features)
    {
        ColumnNames.Require((options.OutputColumnName, nameof(options.OutputColumnName)), (options.LastHiddenStateColumnName, nameof(options.LastHiddenStateColumnName)));
        ColumnNames.Optional((options.AttentionMaskColumnName, nameof(options.AttentionMaskColumnName)), (options.InputIdsColumnName, nameof(options.InputIdsColumnName)));
        if (options.AttentionMaskColumnName == null && options.InputIdsColumnName == null)
            throw new ArgumentException("AttentionMaskColumnName or InputIdsColumnName says which tokens count: give one of them.", nameof(options));
        if (features.Pooling.Modes.FirstOrDefault(mode => mode is PoolingMode.Pooler or PoolingMode.SentenceEmbedding or PoolingMode.Logits or PoolingMode.None, PoolingMode.Mean) is var mode and not PoolingMode.Mean)
            throw new ArgumentException($"The pooling {new TokenPooling(mode)} does not make one vector of token vectors; choose mean, cls, max, min, mean_sqrt_len_tokens, weightedmean or lasttoken.", nameof(options));
        _options = options;
        Features = features;
        OutputType = new VectorDataViewType(NumberDataViewType.Single, features.Dimension);
    }

    /// <summary>The column that is added.</summary>
    public string OutputColumnName => _options.OutputColumnName;

    /// <summary>The column with the token vectors.</summary>
    public string LastHiddenStateColumnName => _options.LastHiddenStateColumnName;

    /// <summary>The pooling in use.</summary>
    public TokenPooling Pooling => Features.Pooling;

    /// <summary>Whether vectors are scaled to unit length.</summary>
    public bool Normalize => Features.Normalize;

    internal PooledFeatures Features { get; }

    internal VectorDataViewType OutputType { get; }

    /// <summary>The mask, the ids, or both; the first determines which tokens count.</summary>
    internal IEnumerable<string> TokenColumnNames
        => new[] { _options.AttentionMaskColumnName, _options.InputIdsColumnName }.OfType<string>();

    internal override RowMapper Bind(DataViewSchema inputSchema)
    {
        var columns = TokenColumns.Bind(inputSchema, LastHiddenStateColumnName, TokenColumnNames, Features.HiddenSize, "model's", _options.AttentionMaskColumnName == null ? Features.PadTokenId : null);
        var output = new DataViewSchema.DetachedColumn(OutputColumnName, OutputType, FeatureAnnotations.Of(Pooling.Modes.Select(mode => (new TokenPooling(mode).ToString(), Features.HiddenSize)), Features.Dimension, Normalize));
        return new PoolingMapper(inputSchema, columns, output, Features);
    }

    private protected override void Save(ModelSaveContext context)
    {
        BinaryWriter writer = File.Begin(context, Features.Kept == null ? Plain : WithKept);
        writer.Write(OutputColumnName);
        writer.Write(LastHiddenStateColumnName);
        writer.WriteOptional(_options.AttentionMaskColumnName);
        writer.WriteOptional(_options.InputIdsColumnName);
        writer.Write(Pooling.ToString());
        writer.Write(Normalize);
        writer.Write(Features.HiddenSize);
        writer.Write(Features.PadTokenId);
        if (Features.Kept is int kept)
            writer.Write(kept);
    }

    private static TokenPoolingTransformer Create(IHostEnvironment env, ModelLoadContext context) => File.Read(context, reader =>
    {
        var options = new TokenPoolingOptions
        {
            OutputColumnName = reader.ReadString(),
            LastHiddenStateColumnName = reader.ReadString(),
            AttentionMaskColumnName = reader.ReadOptional(),
            InputIdsColumnName = reader.ReadOptional(),
        };
        return new TokenPoolingTransformer(options, new(TokenPooling.Parse(reader.ReadString()), reader.ReadBoolean(), reader.ReadInt32(), reader.ReadInt32(), context.Header.ModelVerReadable < WithKept ? null : reader.ReadInt32()));
    });
}
