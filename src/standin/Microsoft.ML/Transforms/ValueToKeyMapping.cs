using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Numbers the distinct texts of a column in the order they come, from 1; others are 0.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly string _output;
    private readonly string _input;

    internal ValueToKeyMappingEstimator(string output, string input)
    {
        _output = output;
        _input = input;
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        var column = input.Schema.Require("input", _input);
        ValueToKeyMappingTransformer.CheckText(column);
        var texts = new List<string>();
        var seen = new HashSet<string>();
        using var cursor = input.GetRowCursor([column]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            // An empty text is a missing value, not a key.
            if (!value.IsEmpty && seen.Add(value.ToString()))
                texts.Add(value.ToString());
        }

        return new(_output, _input, [.. texts]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        inputSchema.Require("input", _input);
        var values = new SchemaShape.Column(AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false);
        return inputSchema.With(new(_output, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, new([values])));
    }
}

public sealed class ValueToKeyMappingTransformer : RowMapTransformer
{
    internal const string LoaderSignature = "TermTransform";
    private readonly string _output;
    private readonly string _input;
    private readonly string[] _texts;

    internal ValueToKeyMappingTransformer(string output, string input, string[] texts)
    {
        _output = output;
        _input = input;
        _texts = texts;
    }

    private static VersionInfo Version { get; } = new("TERMTRAN", 1, 1, 1, typeof(ValueToKeyMappingTransformer).Assembly.FullName, LoaderSignature);

    internal static void CheckText(DataViewSchema.Column column)
    {
        if (column.Type is not TextDataViewType)
            throw SchemaMismatch.Wrong("input", column.Name, "String", column.Type.ToString());
    }

    internal override RowMap Bind(DataViewSchema inputSchema)
    {
        var column = inputSchema.Require("input", _input);
        CheckText(column);
        var annotations = new DataViewSchema.Annotations.Builder();
        if (_texts.Length > 0)
            annotations.Add(AnnotationKinds.KeyValues, new VectorDataViewType(TextDataViewType.Instance, _texts.Length), AnnotationKinds.TextGetter(_texts));
        var type = new KeyDataViewType(typeof(uint), Math.Max(1, _texts.Length));
        return new Map(inputSchema, column, new(_output, type, annotations.ToAnnotations()), _texts);
    }

    internal override void Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_output);
        ctx.Writer.Write(_input);
        ctx.Writer.Write(_texts.Length);
        foreach (var text in _texts)
            ctx.Writer.Write(text);
    }

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var (output, input) = (ctx.Reader.ReadString(), ctx.Reader.ReadString());
        var texts = new string[ctx.Reader.ReadInt32()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = ctx.Reader.ReadString();
        return new(output, input, texts);
    }

    private sealed class Map(DataViewSchema schema, DataViewSchema.Column input, DataViewSchema.DetachedColumn output, string[] texts) : RowMap(schema, [input.Index], output)
    {
        private readonly Dictionary<string, uint> _keys = texts.Select((text, i) => (text, i)).ToDictionary(t => t.text, t => (uint)t.i + 1);

        public override Delegate[] CreateGetters(DataViewRow row, bool[] active)
        {
            if (!active[0])
                return [null];
            var getter = row.GetGetter<ReadOnlyMemory<char>>(input);
            var keys = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
            ReadOnlyMemory<char> text = default;
            return [(ValueGetter<uint>)((ref uint key) =>
            {
                getter(ref text);
                key = keys.TryGetValue(text.Span, out var found) ? found : 0;
            })];
        }
    }
}
