namespace MLNetBert.Encoder.Onnx;

/// <summary>A layer norm, as one operator or spelled out as exporters do, and the two values that were added before it.</summary>
internal sealed record LayerNormalization(string Left, string Right)
{
    /// <summary>The norm of a sum that makes <paramref name="value"/>; null if it is not one.</summary>
    public static LayerNormalization? Of(OnnxGraph graph, string value)
    {
        OnnxNode? node = graph.ProducerOf(BeforeScale(graph, SeeThrough(graph, value)));
        if (node is { OpType: "SkipLayerNormalization", Inputs.Length: >= 2 })
            return new(node.Input(0), node.Input(1));
        string? input = node switch
        {
            { OpType: "LayerNormalization" } => node.Input(0),
            { OpType: "Add" } => SpelledOut(graph, node),
            _ => null,
        };
        return input != null && graph.ProducerOf(SeeThrough(graph, input)) is { OpType: "Add" } sum ? new(sum.Input(0), sum.Input(1)) : null;
    }

    /// <summary>
    /// The one of the two from which the other was computed: the block's input, which was added to its result. Null if neither
    /// was: the embeddings are sums of look-ups.
    /// </summary>
    public string? Residual(OnnxGraph graph) => IsBehind(graph, Left, Right) ? Left : IsBehind(graph, Right, Left) ? Right : null;

    private static bool IsBehind(OnnxGraph graph, string value, string result) =>
        graph.ProducerOf(BeforeScale(graph, SeeThrough(graph, value))) is { } node && graph.NodesBehind([result], throughShapes: false).Contains(node);

    // (x - mean) / sqrt(variance + epsilon) * weight + bias
    private static string? SpelledOut(OnnxGraph graph, OnnxNode add)
    {
        OnnxNode? scaled = Computed(graph, add, "Mul");
        OnnxNode? normal = scaled == null ? null : Computed(graph, scaled, "Div");
        if (normal == null || graph.ProducerOf(SeeThrough(graph, normal.Input(0))) is not { OpType: "Sub" } centred)
            return null;
        return graph.ProducerOf(SeeThrough(graph, centred.Input(1))) is { OpType: "ReduceMean" } ? centred.Input(0) : null;
    }

    /// <summary>The node of type <paramref name="opType"/> that makes one input, if the other is a weight.</summary>
    private static OnnxNode? Computed(OnnxGraph graph, OnnxNode node, string opType)
    {
        foreach ((string? value, string? weight) in ((string, string)[])[(node.Input(0), node.Input(1)), (node.Input(1), node.Input(0))])
        {
            if (graph.ProducerOf(SeeThrough(graph, value)) is { } made && made.OpType == opType && graph.Constant(SeeThrough(graph, weight)) != null)
                return made;
        }

        return null;
    }

    /// <summary>A smoothed norm's own result, if a value is that with its scale undone, as in int8 files of this library.</summary>
    private static string BeforeScale(OnnxGraph graph, string value) =>
        graph.ProducerOf(value) is { OpType: "Mul" } scaled && graph.Constant(scaled.Input(1)) is { Dimensions.Length: 1 } && graph.ProducerOf(scaled.Input(0)) is { OpType: "LayerNormalization" } ? scaled.Input(0) : value;

    /// <summary>The value before operators that change at most its precision.</summary>
    private static string SeeThrough(OnnxGraph graph, string value)
    {
        while (graph.ProducerOf(value) is { OpType: "Identity" or "Cast" or "Dropout" or "QuantizeLinear" or "DequantizeLinear" } node)
            value = node.Input(0);
        return value;
    }
}
