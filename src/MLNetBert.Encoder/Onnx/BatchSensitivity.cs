namespace MLNetBert.Encoder.Onnx;

/// <summary>
/// Finds the operators through which a text's vectors depend on its neighbours in a batch: those that choose one scale for a whole
/// tensor of activations, and sums over the tokens, whose order of additions follows the shape.
/// </summary>
internal static class BatchSensitivity
{
    /// <summary>
    /// The nodes behind <paramref name="outputs"/> that quantize activations over the whole batch; empty if there are none.
    /// </summary>
    public static IReadOnlyList<OnnxNode> WholeBatchQuantization(OnnxGraph graph, IEnumerable<string> outputs) =>
        Behind(graph, outputs, node => node.OpType is "DynamicQuantizeLinear" or "DynamicQuantizeMatMul" or "DynamicQuantizeLSTM" or "QAttention");

    /// <summary>
    /// The nodes behind <paramref name="outputs"/> that reduce over an axis other than the last of [batch, sequence, hidden], or
    /// over one that the file does not state; empty if there are none.
    /// </summary>
    public static IReadOnlyList<OnnxNode> TokenReductions(OnnxGraph graph, IEnumerable<string> outputs) =>
        Behind(graph, outputs, node => node.OpType is "ReduceMean" or "ReduceSum" && !ReducesLastAxis(graph, node));

    private static List<OnnxNode> Behind(OnnxGraph graph, IEnumerable<string> outputs, Func<OnnxNode, bool> predicate)
    {
        HashSet<OnnxNode> behind = graph.NodesBehind(outputs);
        return [.. graph.Nodes.Where(behind.Contains).SelectMany(OnnxGraph.Flatten).Concat(graph.FunctionNodes.SelectMany(OnnxGraph.Flatten)).Where(predicate)];
    }

    private static bool ReducesLastAxis(OnnxGraph graph, OnnxNode node)
    {
        // Up to opset 12 (sum) and 17 (mean) the axes are an attribute, later an input.
        long[]? axes = node.Attribute("axes")?.Ints.ToArray()
            ?? (node.Inputs.Length > 1 ? graph.Constant(node.Input(1))?.ReadIntegers() : null);
        return axes is [-1] or [2];
    }
}
