using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// The nodes that quantize a value to uint8 with a scale for each token, computed when the graph runs. QuantizeLinear does it in one pass, for it takes a scale for
/// each row of a matrix.
/// </summary>
internal static class ActivationNodes
{
    /// <summary>The zero point of values of both signs.</summary>
    public const byte Middle = 128;

    private const float LeastGelu = 0.17f;

    /// <summary>
    /// The zero point after a Gelu, whose values are hardly negative: what is below it must hold the least value that there is, so that a small one widens the scales of rows without great
    /// values, and a large one those of all others. This one gives the least squared scales.
    /// </summary>
    /// <param name="rows">The greatest value of each row of some batches, and how much each of these rows counts.</param>
    /// <returns>The zero point, and the sum of squared scales that it gives.</returns>
    public static (byte ZeroPoint, double Squares) AfterGelu(IEnumerable<(float[] Greatest, double Weight)> rows)
    {
        double[] squares = new double[Middle];
        foreach ((float[] greatest, double weight) in rows)
        {
            foreach (float value in greatest)
            {
                for (int zeroPoint = 1; zeroPoint < Middle; zeroPoint++)
                    squares[zeroPoint] += weight * Math.Pow(Math.Max(value / (255 - zeroPoint), LeastGelu / zeroPoint), 2);
            }
        }

        squares[0] = double.PositiveInfinity;
        double least = squares.Min();
        return ((byte)Array.IndexOf(squares, least), least);
    }

    /// <summary>Adds the nodes for <paramref name="value"/>, [.., channels]: its codes, shaped as it is, and the scales, [.., 1].</summary>
    /// <param name="model">The graph.</param>
    /// <param name="nodes">Where the nodes go.</param>
    /// <param name="value">The value.</param>
    /// <param name="zeroPoint">The zero point.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="tokens">The shapes of a value with a row for each token; null for any other.</param>
    public static (string Codes, string Scales) Add(GraphModel model, List<GraphNode> nodes, string value, byte zeroPoint, int channels, TokenShapes? tokens = null)
    {
        bool gelu = zeroPoint < Middle;
        int steps = 255 - zeroPoint;
        string width = GraphConstants.Integers(model, $"shape_rows_of_{channels}", -1, channels), rows = GraphConstants.Integers(model, "shape_rows", -1), last = GraphConstants.Integers(model, "axis_last", -1);
        string Node(string opType, string name, ImmutableArray<string> inputs, params ReadOnlySpan<ProtoWriter> attributes)
        {
            nodes.Add(GraphNode.Of(opType, inputs, $"{value}/{name}", attributes));
            return nodes[^1].Output;
        }

        string size = gelu ? value : Node("Abs", "abs", [value]);
        string greatest = Node("ReduceMax", "greatest", [size, last], OnnxWriter.Int("keepdims", 1));
        string range = Node("Max", "range", [greatest, gelu ? GraphConstants.Number(model, $"least_range_{zeroPoint}", LeastGelu * steps / zeroPoint) : GraphConstants.Number(model, "least_range", 1e-9f)]);
        string scales = Node("Mul", "scales", [range, GraphConstants.Number(model, $"one_over_{steps}", 1f / steps)]);
        string scaleOfRow = Node("Reshape", "scale_of_row", [scales, rows]);
        string zeroPoints = tokens?.ZeroPoints(zeroPoint) ?? Node("Expand", "zero_points", [GraphConstants.ZeroPoint(model, zeroPoint), Node("Shape", "rows", [scaleOfRow])]);
        string quantized = Node("QuantizeLinear", "quantized_rows", [Node("Reshape", "as_rows", [value, width]), scaleOfRow, zeroPoints], OnnxWriter.Int("axis", 0));
        return (Node("Reshape", "quantized", [quantized, tokens?.Shape(channels) ?? Node("Shape", "shape", [value])]), scales);
    }

    /// <summary>The name of what <see cref="AddDequantized"/> makes of a value.</summary>
    public static string Dequantized(string value) => $"{value}/dequantized";

    /// <summary>Adds the nodes that quantize a value, and those that make numbers of the codes again.</summary>
    public static void AddDequantized(GraphModel model, List<GraphNode> nodes, string value, byte zeroPoint, int channels)
    {
        (string codes, string scales) = Add(model, nodes, value, zeroPoint, channels);
        nodes.AddRange(
        [
            GraphNode.Of("Cast", [codes], $"{value}/codes", OnnxWriter.Int("to", GraphTensor.Float)),
            GraphNode.Of("Sub", [$"{value}/codes", GraphConstants.Number(model, $"zero_{zeroPoint}", zeroPoint)], $"{value}/centred"),
            GraphNode.Of("Mul", [$"{value}/centred", scales], Dequantized(value)),
        ]);
    }
}

/// <summary>Small constants of the new nodes, each once in a graph.</summary>
internal static class GraphConstants
{
    public static string Number(GraphModel model, string name, float value) => Add(model, GraphTensor.Of<float>($"int8/{name}", GraphTensor.Float, [value]));

    public static string ZeroPoint(GraphModel model, byte value) => Add(model, GraphTensor.Of<byte>($"int8/zero_point_{value}", GraphTensor.UInt8, [value]));

    public static string Integers(GraphModel model, string name, params ReadOnlySpan<long> values) => Add(model, GraphTensor.Of($"int8/{name}", GraphTensor.Int64, values, values.Length));

    private static string Add(GraphModel model, GraphTensor tensor)
    {
        model.Tensors.TryAdd(tensor.Name, tensor);
        return tensor.Name;
    }
}
