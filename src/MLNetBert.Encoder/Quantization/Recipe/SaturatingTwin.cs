using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// A quantized graph's twin of float operators, which does what its integer products do on a processor that adds pairs of products in 16 bits (x86 without VNNI:
/// vpmaddubsw): sums beyond them are cut off. Slow; without the cut it gives the exact sums, whatever the processor.
/// </summary>
internal static class SaturatingTwin
{
    public static GraphModel Of(GraphModel quantized, bool saturates)
    {
        GraphModel twin = quantized.Copy();
        for (int i = 0; i < twin.Nodes.Count; i++)
        {
            if (twin.Nodes[i] is not { OpType: "MatMulIntegerToFloat" } node)
                continue;
            twin.Nodes.RemoveAt(i);
            List<GraphNode> nodes = Product(twin, node, saturates);
            twin.Nodes.InsertRange(i, nodes);
            i += nodes.Count - 1;
        }

        return twin;
    }

    private static List<GraphNode> Product(GraphModel twin, GraphNode node, bool saturates)
    {
        // Shared weights pass through a node that gives them another name.
        GraphTensor codes = twin.Tensor(node.Inputs[1]) ?? twin.Tensor(twin.Nodes.First(other => other.Outputs[0] == node.Inputs[1]).Inputs[0])!;
        (int inputs, int outputs) = ((int)codes.Dimensions[0], (int)codes.Dimensions[1]);
        ReadOnlySpan<sbyte> values = MemoryMarshal.Cast<byte, sbyte>(codes.Bytes);
        float[] weights = new float[(inputs + 1) / 2 * 2 * outputs], corrections = new float[outputs];
        for (int i = 0; i < values.Length; i++)
        {
            weights[i] = values[i];
            corrections[i % outputs] += values[i] * (float)twin.Tensor(node.Inputs[4])!.Bytes[0];
        }

        string name = node.Output, sums = $"{name}/sums";
        twin.Add(GraphTensor.Of<float>($"{name}/corrections", GraphTensor.Float, corrections, outputs));
        List<GraphNode> nodes = [GraphNode.Of("Cast", [node.Inputs[0]], $"{name}/codes", OnnxWriter.Int("to", GraphTensor.Float))];
        if (saturates)
            AddPairs(twin, nodes, name, weights, inputs, outputs);
        else
            nodes.Add(GraphNode.Of("MatMul", [$"{name}/codes", Weights(twin, $"{name}/weights", weights[..(inputs * outputs)], inputs, outputs)], sums));
        nodes.Add(GraphNode.Of("Sub", [sums, $"{name}/corrections"], $"{name}/corrected"));
        nodes.Add(GraphNode.Of("Mul", [$"{name}/corrected", node.Inputs[3]], name));
        return nodes;
    }

    /// <summary>A product of its own for each pair of inputs, cut to 16 bits, and then their sum.</summary>
    private static void AddPairs(GraphModel twin, List<GraphNode> nodes, string name, float[] weights, int inputs, int outputs)
    {
        int pairs = (inputs + 1) / 2;
        string matrix = Weights(twin, $"{name}/pairs", weights, pairs, 2, outputs);
        string codes = $"{name}/codes";
        if (inputs % 2 == 1)
        {
            nodes.Add(GraphNode.Of("Pad", [codes, GraphConstants.Integers(twin, "one_more", 0, 0, 0, 0, 0, 1)], $"{name}/even"));
            codes = $"{name}/even";
        }

        nodes.AddRange(
        [
            GraphNode.Of("Reshape", [codes, GraphConstants.Integers(twin, $"pairs_{pairs}", -1, pairs, 2)], $"{name}/rows"),
            GraphNode.Of("Transpose", [$"{name}/rows"], $"{name}/turned", OnnxWriter.Ints("perm", 1, 0, 2)),
            GraphNode.Of("MatMul", [$"{name}/turned", matrix], $"{name}/products"),
            GraphNode.Of("Clip", [$"{name}/products", GraphConstants.Number(twin, "least_short", short.MinValue), GraphConstants.Number(twin, "greatest_short", short.MaxValue)], $"{name}/cut"),
            GraphNode.Of("ReduceSum", [$"{name}/cut", GraphConstants.Integers(twin, "first_axis", 0)], $"{name}/flat", OnnxWriter.Int("keepdims", 0)),
            GraphNode.Of("Shape", [$"{name}/codes"], $"{name}/shape"),
            GraphNode.Of("Slice", [$"{name}/shape", GraphConstants.Integers(twin, "first", 0), GraphConstants.Integers(twin, "before_last", -1)], $"{name}/rows_shape"),
            GraphNode.Of("Concat", [$"{name}/rows_shape", GraphConstants.Integers(twin, $"outputs_{outputs}", outputs)], $"{name}/result_shape", OnnxWriter.Int("axis", 0)),
            GraphNode.Of("Reshape", [$"{name}/flat", $"{name}/result_shape"], $"{name}/sums"),
        ]);
    }

    private static string Weights(GraphModel twin, string name, float[] values, params long[] shape)
    {
        twin.Add(GraphTensor.Of<float>(name, GraphTensor.Float, values, shape));
        return name;
    }
}
