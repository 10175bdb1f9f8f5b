using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Keys back to the texts that their column's annotation holds.</summary>
public sealed class KeyToValueMappingEstimator : IEstimator<KeyToValueMappingTransformer>
{
    private readonly string _output;
    private readonly string _input;

    internal KeyToValueMappingEstimator(string output, string input)
    {
        _output = output;
        _input = input;
    }

    public KeyToValueMappingTransformer Fit(IDataView input)
    {
        var transformer = new KeyToValueMappingTransformer(_output, _input);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var column = inputSchema.Require("input", _input);
        if (!column.IsKey)
            throw SchemaMismatch.Wrong("input", _input, "key type", column.GetTypeString());
        return inputSchema.With(new(_output, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false));
    }
}

public sealed class KeyToValueMappingTransformer : RowMapTransformer
{
    internal const string LoaderSignature = "KeyToValueTransform";
    private readonly string _output;
    private readonly string _input;

    internal KeyToValueMappingTransformer(string output, string input)
    {
        _output = output;
        _input = input;
    }

    private static VersionInfo Version { get; } = new("KEY2VALT", 1, 1, 1, typeof(KeyToValueMappingTransformer).Assembly.FullName, LoaderSignature);

    internal override RowMap Bind(DataViewSchema inputSchema)
    {
        var column = inputSchema.Require("input", _input);
        if (column.Type is not KeyDataViewType || !column.HasKeyValues())
            throw SchemaMismatch.Wrong("input", _input, "key type with known text values", column.Type.ToString());
        return new Map(inputSchema, column, new(_output, TextDataViewType.Instance));
    }

    internal override void Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_output);
        ctx.Writer.Write(_input);
    }

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new(ctx.Reader.ReadString(), ctx.Reader.ReadString());
    }

    private sealed class Map(DataViewSchema schema, DataViewSchema.Column input, DataViewSchema.DetachedColumn output) : RowMap(schema, [input.Index], output)
    {
        public override Delegate[] CreateGetters(DataViewRow row, bool[] active)
        {
            if (!active[0])
                return [null];
            VBuffer<ReadOnlyMemory<char>> texts = default;
            input.GetKeyValues(ref texts);
            var getter = row.GetGetter<uint>(input);
            uint key = 0;
            return [(ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> text) =>
            {
                getter(ref key);
                text = key == 0 || key > texts.Length ? default : texts.GetItemOrDefault((int)key - 1);
            })];
        }
    }
}
