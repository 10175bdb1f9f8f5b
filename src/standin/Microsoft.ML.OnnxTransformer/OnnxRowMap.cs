using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Runs the model once for each row that an output is read of.</summary>
internal sealed class OnnxRowMap(DataViewSchema schema, DataViewSchema.Column[] inputs, DataViewSchema.DetachedColumn[] outputs, OnnxTransformer parent, InferenceSession session)
    : RowMap(schema, [.. inputs.Select(c => c.Index)], outputs)
{
    public override Delegate[] CreateGetters(DataViewRow row, bool[] active)
    {
        if (!active.Contains(true))
            return new Delegate[active.Length];
        var names = parent.Outputs.Where((_, i) => active[i]).ToArray();
        var run = new RowRun(row, [.. inputs.Select(column => Feed(row, column))], parent.Inputs, names, session);
        return [.. OutputSchema.Skip(InputSchema.Count).Select((output, i) => !active[i] ? null
            : output.Type.RawType == typeof(VBuffer<float>) ? run.Getter<float>(Array.IndexOf(names, output.Name))
            : output.Type.RawType == typeof(VBuffer<long>) ? (Delegate)run.Getter<long>(Array.IndexOf(names, output.Name))
            : throw new NotSupportedException($"Output '{output.Name}' of type '{output.Type}' is not one that the stand-in reads."))];
    }

    private Func<OrtValue> Feed(DataViewRow row, DataViewSchema.Column column)
        => column.Type.RawType == typeof(VBuffer<long>) ? Feed<long>(row, column)
            : column.Type.RawType == typeof(VBuffer<float>) ? Feed<float>(row, column)
            : throw new NotSupportedException($"Input '{column.Name}' of type '{column.Type}' is not one that the stand-in feeds.");

    private Func<OrtValue> Feed<T>(DataViewRow row, DataViewSchema.Column column) where T : unmanaged
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        var fixedShape = parent.RowShape(column.Name);
        var unknown = Array.FindIndex(fixedShape, d => d <= 0);
        var known = ((VectorDataViewType)column.Type).IsKnownSize;
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            var values = value.DenseValues().ToArray();
            var shape = Array.ConvertAll(fixedShape, d => (long)d);
            // As ML.NET's: a column of unknown size fills the unknown dimension, and goes with no other shape.
            if (unknown < 0 && !known)
                throw new InvalidOperationException($"Input '{column.Name}' is of unknown size, but its shape [{string.Join(",", shape)}] is wholly declared; leave it open, or give the column a size.");
            if (unknown >= 0)
                shape[unknown] = known ? 0 : values.Length / shape.Where(d => d > 0).Aggregate(1L, (a, d) => a * d);
            if (shape.Aggregate(1L, (a, d) => a * d) != values.Length)
                throw new InvalidOperationException($"Input '{column.Name}' of {values.Length} values does not fit the shape [{string.Join(",", shape)}]; declare the shape in the shape dictionary.");
            return OrtValue.CreateTensorValueFromMemory(values, shape);
        };
    }

    private sealed class RowRun(DataViewRow row, Func<OrtValue>[] feeds, string[] inputNames, string[] outputNames, InferenceSession session)
    {
        private readonly Array[] _results = new Array[outputNames.Length];
        private long _position = -1;

        public ValueGetter<VBuffer<T>> Getter<T>(int output) where T : unmanaged => (ref VBuffer<T> value) =>
        {
            if (_position != row.Position || _position < 0)
            {
                Run();
                _position = row.Position;
            }

            var result = (T[])_results[output];
            new VBuffer<T>(result.Length, result).CopyTo(ref value);
        };

        private void Run()
        {
            var inputs = Array.ConvertAll(feeds, feed => feed());
            try
            {
                using var options = new RunOptions();
                using var results = session.Run(options, inputNames, inputs, outputNames);
                for (var i = 0; i < _results.Length; i++)
                {
                    _results[i] = results[i].GetTensorTypeAndShape().ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64
                        ? results[i].GetTensorDataAsSpan<long>().ToArray()
                        : results[i].GetTensorDataAsSpan<float>().ToArray();
                }
            }
            finally
            {
                foreach (var input in inputs)
                    input.Dispose();
            }
        }
    }
}
