namespace Microsoft.ML.Transforms.Onnx;

/// <summary>ML.NET refuses a file with weights of a type that it has no columns for, such as float16; so does this.</summary>
internal static class WeightTypes
{
    // onnx.proto: ModelProto.graph, GraphProto.initializer, TensorProto.data_type.
    private const int Graph = 7;
    private const int Initializer = 5;
    private const int DataType = 2;
    private const ulong Float16 = 10;

    public static void Check(ReadOnlySpan<byte> model)
    {
        Walk(model, Graph, graph => Walk(graph, Initializer, weight => Numbers(weight)));

        static void Numbers(ReadOnlySpan<byte> weight)
        {
            while (!weight.IsEmpty)
            {
                var (field, value, _) = Next(ref weight);
                if (field == DataType && value == Float16)
                    throw new InvalidOperationException("Unsupported ONNX scalar type: Float16");
            }
        }
    }

    private delegate void Reader(ReadOnlySpan<byte> message);

    private static void Walk(ReadOnlySpan<byte> message, int field, Reader read)
    {
        while (!message.IsEmpty)
        {
            var whole = message;
            var (number, length, isMessage) = Next(ref message);
            if (number == field && isMessage)
                read(whole[^(message.Length + (int)length)..^message.Length]);
        }
    }

    /// <summary>Steps over a field: its number, its value or length, and whether it has a length.</summary>
    private static (int Field, ulong Value, bool HasLength) Next(ref ReadOnlySpan<byte> message)
    {
        var tag = Varint(ref message);
        var value = 0UL;
        switch (tag & 7)
        {
            case 0:
                value = Varint(ref message);
                break;
            case 1:
                message = message[8..];
                break;
            case 2:
                value = Varint(ref message);
                message = message[(int)value..];
                break;
            case 5:
                message = message[4..];
                break;
            default:
                throw new FormatException("The file is not an ONNX model.");
        }

        return ((int)(tag >> 3), value, (tag & 7) == 2);
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[0];
            message = message[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
