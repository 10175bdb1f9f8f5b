using MLNetBert.Padding;

[assembly: LoadableClass(typeof(MLNetBert.TokenPaddingTransformer), null, typeof(SignatureLoadModel), "", MLNetBert.TokenPaddingTransformer.LoaderSignature)]

namespace MLNetBert;

/// <summary>The transformer of <c>PadTokens</c>. Thread-safe.</summary>
public sealed class TokenPaddingTransformer : BertStageTransformer
{
    internal const string LoaderSignature = "PadTokens";
    private static readonly StageFile File = new("BERTPADT", LoaderSignature);
    private readonly TokenPaddingOptions _options;
    private readonly TokenPadder _padder;
    private readonly int _positions;

    internal TokenPaddingTransformer(TokenPaddingOptions options, TokenPadder padder, int positions)
    {
        ReadOnlySpan<(string?, string)> columns =
        [
            (options.InputIdsColumnName, nameof(options.InputIdsColumnName)),
            (options.AttentionMaskColumnName, nameof(options.AttentionMaskColumnName)),
            (options.TokenTypeIdsColumnName, nameof(options.TokenTypeIdsColumnName)),
        ];
        ColumnNames.Require(columns[..2]);
        ColumnNames.Optional(columns);
        ColumnNames.Distinct(columns);
        _options = options;
        _padder = padder;
        _positions = positions;
        OutputType = new VectorDataViewType(NumberDataViewType.Int64, options.Length ?? 0);
    }

    /// <summary>The length that every row gets; null if it is a multiple.</summary>
    public int? Length => _options.Length;

    /// <summary>The length of every row is a multiple of this; null if the length is fixed.</summary>
    public int? MultipleOf => _options.MultipleOf;

    internal VectorDataViewType OutputType { get; }

    internal IEnumerable<string> Columns => _options.TokenTypeIdsColumnName == null
        ? [_options.InputIdsColumnName, _options.AttentionMaskColumnName]
        : [_options.InputIdsColumnName, _options.AttentionMaskColumnName, _options.TokenTypeIdsColumnName];

    internal override RowMapper Bind(DataViewSchema inputSchema)
    {
        DataViewSchema.Column[] inputs = Columns
            .Select(name => inputSchema.Require(name, "Vector<Int64>", type => SchemaChecks.IsVectorOf(type, NumberDataViewType.Int64)))
            .ToArray();
        return new PaddingMapper(inputSchema, inputs, [.. Columns.Select(name => new DataViewSchema.DetachedColumn(name, OutputType))], _padder, LengthOf);
    }

    private int LengthOf(int tokens)
        => Length ?? Math.Min(_positions, TokenPadding.RoundUp(tokens, MultipleOf));

    private protected override void Save(ModelSaveContext context)
    {
        BinaryWriter writer = File.Begin(context);
        writer.Write(_options.InputIdsColumnName);
        writer.Write(_options.AttentionMaskColumnName);
        writer.WriteOptional(_options.TokenTypeIdsColumnName);
        writer.Write(Length ?? 0);
        writer.Write(MultipleOf ?? 0);
        writer.Write(_positions);
        writer.Write(_padder.Pad.Id);
        writer.Write(_padder.Pad.TypeId);
        writer.Write((int)_padder.Pad.Side);
        writer.Write((int)_padder.Truncation);
        _padder.Single.Write(writer);
        _padder.Pair.Write(writer);
    }

    private static TokenPaddingTransformer Create(IHostEnvironment env, ModelLoadContext context) => File.Read(context, reader =>
    {
        var options = new TokenPaddingOptions
        {
            InputIdsColumnName = reader.ReadString(),
            AttentionMaskColumnName = reader.ReadString(),
            TokenTypeIdsColumnName = reader.ReadOptional(),
            Length = reader.ReadInt32() is > 0 and var length ? length : null,
            MultipleOf = reader.ReadInt32() is > 0 and var multiple ? multiple : null,
        };
        int positions = reader.ReadNumber(1);
        var padding = new PaddingToken(reader.ReadInt32(), reader.ReadInt32(), reader.ReadEnum<SequenceSide>());
        var padder = new TokenPadder(padding, reader.ReadEnum<SequenceSide>(), TokenTemplate.Read(reader), TokenTemplate.Read(reader));
        return new TokenPaddingTransformer(options, padder, positions);
    });
}
