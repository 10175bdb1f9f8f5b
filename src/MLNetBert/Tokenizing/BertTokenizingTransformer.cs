[assembly: LoadableClass(typeof(MLNetBert.BertTokenizingTransformer), null, typeof(SignatureLoadModel), "", MLNetBert.BertTokenizingTransformer.LoaderSignature)]

namespace MLNetBert;

/// <summary>The transformer of <c>TokenizeBert</c>: adds the token ids, the attention mask and the token types of a text. Thread-safe.</summary>
public sealed class BertTokenizingTransformer : BertStageTransformer, IDisposable
{
    internal const string LoaderSignature = "TokenizeBert";

    /// <summary>The format from which on there is a prompt.</summary>
    private const uint WithPrompt = 0x00010002;
    private static readonly StageFile File = new("BERTTOKN", LoaderSignature, StageFile.Packed);
    private readonly OpenTokenizer _open;
    private readonly BertTokenizingOptions _options;
    private readonly TokenPadder _padder;

    internal BertTokenizingTransformer(OpenTokenizer open, BertTokenizingOptions options, TokenPadder padder)
    {
        ColumnNames.Require((options.InputColumnName, nameof(options.InputColumnName)));
        ColumnNames.Optional((options.TextPairColumnName, nameof(options.TextPairColumnName)));
        ReadOnlySpan<(string?, string)> columns =
        [
            (options.InputIdsColumnName, nameof(options.InputIdsColumnName)),
            (options.AttentionMaskColumnName, nameof(options.AttentionMaskColumnName)),
            (options.TokenTypeIdsColumnName, nameof(options.TokenTypeIdsColumnName)),
        ];
        ColumnNames.Require(columns);
        ColumnNames.Distinct(columns);
        _open = open;
        _options = options;
        _padder = padder;
        OutputType = new VectorDataViewType(NumberDataViewType.Int64, options.Length ?? 0);
    }

    /// <summary>The number of tokens, special ones included, that longer texts are cut to.</summary>
    public int MaxLength => Options.MaxLength!.Value;

    /// <summary>The length to which every row is padded; null if rows keep their own lengths.</summary>
    public int? Length => Options.Length;

    /// <summary>What is put in front of every text; empty: nothing.</summary>
    public string Prompt => Options.Prompt ?? "";

    internal VectorDataViewType OutputType { get; }

    internal IEnumerable<string> InputColumns => Options.TextPairColumnName == null ? [Options.InputColumnName] : [Options.InputColumnName, Options.TextPairColumnName];

    internal IEnumerable<string> OutputColumns => [Options.InputIdsColumnName, Options.AttentionMaskColumnName, Options.TokenTypeIdsColumnName];

    private BertTokenizingOptions Options => Usable(_options);

    /// <summary>Ends the use of this transformer; there is nothing to close. Called by a prediction engine, it does nothing.</summary>
    public void Dispose() => Dispose(null);

    internal override RowMapper Bind(DataViewSchema inputSchema)
    {
        DataViewSchema.Column[] inputs = InputColumns.Select(name => inputSchema.Require(name, "String", type => type is TextDataViewType)).ToArray();
        return new TokenizingMapper(inputSchema, inputs, [.. OutputColumns.Select(name => new DataViewSchema.DetachedColumn(name, OutputType))],
            _open.Tokenizer, _padder, MaxLength, Length, Prompt);
    }

    private protected override void Save(ModelSaveContext context)
    {
        BinaryWriter writer = File.Begin(context, StageFile.Packed);
        writer.Write(_options.InputColumnName);
        writer.WriteOptional(_options.TextPairColumnName);
        foreach (string name in OutputColumns)
            writer.Write(name);
        writer.Write(MaxLength);
        writer.Write(Length ?? 0);
        writer.Write(Prompt);
        _open.Write(context, _options.SaveModelFiles);
    }

    private static BertTokenizingTransformer Create(IHostEnvironment env, ModelLoadContext context) => File.Read(context, reader =>
    {
        var options = new BertTokenizingOptions
        {
            InputColumnName = reader.ReadString(),
            TextPairColumnName = reader.ReadOptional(),
            InputIdsColumnName = reader.ReadString(),
            AttentionMaskColumnName = reader.ReadString(),
            TokenTypeIdsColumnName = reader.ReadString(),
            MaxLength = reader.ReadInt32(),
            Length = reader.ReadInt32() is > 0 and var length ? length : null,
            Prompt = context.Header.ModelVerReadable < WithPrompt ? "" : reader.ReadString(),
        };
        var open = OpenTokenizer.Read(context, reader, out bool embedded);
        options.SaveModelFiles = embedded;
        return new BertTokenizingTransformer(open, options, TokenPadder.Of(open.Tokenizer));
    });
}
