using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

[assembly: LoadableClass(typeof(OnnxTransformer), null, typeof(SignatureLoadModel), "", OnnxTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Onnx;

public sealed class OnnxTransformer : RowMapTransformer, IDisposable
{
    internal const string LoaderSignature = "OnnxTransform";
    private readonly byte[] _model;
    private readonly Dictionary<string, int[]> _shapes;
    private readonly InferenceSession _session;

    internal OnnxTransformer(byte[] model, OnnxOptions options)
    {
        _model = model;
        WeightTypes.Check(model);
        _shapes = new(options.ShapeDictionary ?? new Dictionary<string, int[]>());
        using var session = new SessionOptions();
        if (options.IntraOpNumThreads is { } intra)
            session.IntraOpNumThreads = intra;
        if (options.InterOpNumThreads is { } inter)
            session.InterOpNumThreads = inter;
        // A file where there is one: weights that are kept apart are found beside it.
        _session = options.ModelFile == null ? new InferenceSession(model, session) : new InferenceSession(options.ModelFile, session);
        Inputs = options.InputColumns is { Length: > 0 } ? options.InputColumns : [.. _session.InputNames];
        Outputs = options.OutputColumns is { Length: > 0 } ? options.OutputColumns : [.. _session.OutputNames];
        foreach (var (name, shape) in _shapes)
            CheckShape(name, shape);
    }

    internal string[] Inputs { get; }

    internal string[] Outputs { get; }

    private static VersionInfo Version { get; } = new("ONNXSCOR", 0x00010003, 0x00010003, 0x00010001, typeof(OnnxTransformer).Assembly.FullName, LoaderSignature);

    public void Dispose() => _session.Dispose();

    internal VectorDataViewType TypeOf(string name, bool input)
    {
        var metadata = (input ? _session.InputMetadata : _session.OutputMetadata).GetValueOrDefault(name)
            ?? throw new ArgumentOutOfRangeException(nameof(name), $"The model has no {(input ? "input" : "output")} '{name}'.");
        var item = SchemaDefinition.PrimitiveOf(metadata.ElementType);
        var shape = _shapes.GetValueOrDefault(name) ?? metadata.Dimensions;
        return shape.All(d => d > 0) && shape.Length > 0 ? new VectorDataViewType(item, shape) : new VectorDataViewType(item);
    }

    /// <summary>An input's shape for one row: an unknown first dimension is 1, one more may be unknown.</summary>
    internal int[] RowShape(string name)
    {
        var shape = (int[])(_shapes.GetValueOrDefault(name) ?? _session.InputMetadata[name].Dimensions).Clone();
        if (shape.Length > 0 && shape[0] < 0)
            shape[0] = 1;
        if (shape.Count(d => d <= 0) > 1)
            throw new ArgumentOutOfRangeException(name, "Only 1 unknown dimension is allowed");
        return shape;
    }

    internal override RowMap Bind(DataViewSchema inputSchema)
    {
        var inputs = new DataViewSchema.Column[Inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            RowShape(Inputs[i]);
            inputs[i] = inputSchema.Require("input", Inputs[i]);
            var expected = TypeOf(Inputs[i], input: true).ItemType;
            if (((inputs[i].Type as VectorDataViewType)?.ItemType ?? inputs[i].Type) != expected)
                throw SchemaMismatch.Wrong("input", Inputs[i], expected.ToString(), inputs[i].Type.ToString());
        }

        return new OnnxRowMap(inputSchema, inputs, [.. Outputs.Select(name => new DataViewSchema.DetachedColumn(name, TypeOf(name, input: false)))], this, _session);
    }

    internal override void Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_model.Length);
        ctx.Writer.Write(_model);
        Write(Inputs);
        Write(Outputs);
        ctx.Writer.Write(_shapes.Count);
        foreach (var (name, shape) in _shapes)
        {
            ctx.Writer.Write(name);
            ctx.Writer.Write(shape.Length);
            foreach (var d in shape)
                ctx.Writer.Write(d);
        }

        void Write(string[] names)
        {
            ctx.Writer.Write(names.Length);
            foreach (var name in names)
                ctx.Writer.Write(name);
        }
    }

    private static OnnxTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var reader = ctx.Reader;
        var model = reader.ReadBytes(reader.ReadInt32());
        var options = new OnnxOptions { InputColumns = Read(), OutputColumns = Read(), ShapeDictionary = new Dictionary<string, int[]>() };
        for (var i = reader.ReadInt32(); i > 0; i--)
        {
            var name = reader.ReadString();
            var shape = new int[reader.ReadInt32()];
            for (var d = 0; d < shape.Length; d++)
                shape[d] = reader.ReadInt32();
            options.ShapeDictionary[name] = shape;
        }

        return new(model, options);

        string[] Read()
        {
            var names = new string[reader.ReadInt32()];
            for (var i = 0; i < names.Length; i++)
                names[i] = reader.ReadString();
            return names;
        }
    }

    private void CheckShape(string name, int[] shape)
    {
        var own = (_session.InputMetadata.GetValueOrDefault(name) ?? _session.OutputMetadata.GetValueOrDefault(name))?.Dimensions;
        if (own != null && (own.Length != shape.Length || own.Zip(shape).Any(d => d.First > 0 && d.Second > 0 && d.First != d.Second)))
            throw new ArgumentException($"The specified shape {string.Join(",", shape)} is not compatible with the shape {string.Join(",", own)} loaded from the ONNX model file.", nameof(shape));
    }
}
