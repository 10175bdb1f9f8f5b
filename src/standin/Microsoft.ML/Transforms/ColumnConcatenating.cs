using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms
{
    /// <summary>Float columns, scalar or of known size, side by side in one vector.</summary>
    public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
    {
        private readonly string _output;
        private readonly string[] _inputs;

        internal ColumnConcatenatingEstimator(string output, string[] inputs)
        {
            _output = output;
            _inputs = inputs;
        }

        public ColumnConcatenatingTransformer Fit(IDataView input)
        {
            var transformer = new ColumnConcatenatingTransformer(_output, _inputs);
            transformer.GetOutputSchema(input.Schema);
            return transformer;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            foreach (var input in _inputs)
                inputSchema.Require("input", input);
            return inputSchema.With(new(_output, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false));
        }
    }
}

namespace Microsoft.ML.Data
{
    public sealed class ColumnConcatenatingTransformer : RowMapTransformer
    {
        internal const string LoaderSignature = "ConcatTransform";
        private readonly string _output;
        private readonly string[] _inputs;

        internal ColumnConcatenatingTransformer(string output, string[] inputs)
        {
            _output = output;
            _inputs = inputs;
        }

        private static VersionInfo Version { get; } = new("CONCATTR", 1, 1, 1, typeof(ColumnConcatenatingTransformer).Assembly.FullName, LoaderSignature);

        internal override RowMap Bind(DataViewSchema inputSchema)
        {
            var columns = _inputs.Select(name => inputSchema.Require("input", name)).ToArray();
            var size = 0;
            foreach (var column in columns)
            {
                var vector = column.Type as VectorDataViewType;
                if ((vector?.ItemType ?? column.Type) != NumberDataViewType.Single || vector?.IsKnownSize == false)
                    throw SchemaMismatch.Wrong("input", column.Name, "Single or known-size vector of Single", column.Type.ToString());
                size += vector?.Size ?? 1;
            }

            return new Map(inputSchema, columns, new(_output, new VectorDataViewType(NumberDataViewType.Single, size)), size);
        }

        internal override void Save(ModelSaveContext ctx)
        {
            ctx.SetVersionInfo(Version);
            ctx.Writer.Write(_output);
            ctx.Writer.Write(_inputs.Length);
            foreach (var input in _inputs)
                ctx.Writer.Write(input);
        }

        private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
        {
            ctx.CheckAtModel(Version);
            var output = ctx.Reader.ReadString();
            var inputs = new string[ctx.Reader.ReadInt32()];
            for (var i = 0; i < inputs.Length; i++)
                inputs[i] = ctx.Reader.ReadString();
            return new(output, inputs);
        }

        private sealed class Map(DataViewSchema schema, DataViewSchema.Column[] inputs, DataViewSchema.DetachedColumn output, int size)
            : RowMap(schema, [.. inputs.Select(c => c.Index)], output)
        {
            public override Delegate[] CreateGetters(DataViewRow row, bool[] active)
            {
                if (!active[0])
                    return [null];
                var parts = inputs.Select(column => column.Type is VectorDataViewType ? row.GetGetter<VBuffer<float>>(column) : Scalar(row.GetGetter<float>(column))).ToArray();
                VBuffer<float> part = default;
                return [(ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
                {
                    var editor = VBufferEditor.Create(ref value, size);
                    var at = 0;
                    foreach (var getter in parts)
                    {
                        getter(ref part);
                        part.CopyTo(editor.Values, at);
                        at += part.Length;
                    }

                    value = editor.Commit();
                })];
            }

            private static ValueGetter<VBuffer<float>> Scalar(ValueGetter<float> getter)
            {
                return (ref VBuffer<float> value) =>
                {
                    var editor = VBufferEditor.Create(ref value, 1);
                    getter(ref editor.Values[0]);
                    value = editor.Commit();
                };
            }
        }
    }
}
