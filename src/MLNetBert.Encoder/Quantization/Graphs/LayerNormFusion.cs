namespace MLNetBert.Encoder.Quantization.Graphs;

/// <summary>Makes one LayerNormalization of those that exporters spell out: (x - mean) / sqrt(variance + epsilon) * weight + bias.</summary>
internal static class LayerNormFusion
{
    public static void Apply(GraphModel model)
    {
        GraphIndex index = new(model);
        for (int i = 0; i < model.Nodes.Count; i++)
        {
            if (model.Nodes[i] is { OpType: "Add" } node && Fused(index, node) is { } fused)
                model.Nodes[i] = fused;
        }
    }

    private static GraphNode? Fused(GraphIndex index, GraphNode add)
    {
        if (index.WithWeight(add) is not { } shifted || index.ProducerOf(shifted.Value) is not { OpType: "Mul" } mul || index.WithWeight(mul) is not { } scaled)
            return null;
        if (index.ProducerOf(scaled.Value) is not { OpType: "Div" } div || index.ProducerOf(div.Input(0)) is not { OpType: "Sub" } centred || index.ProducerOf(div.Input(1)) is not { OpType: "Sqrt" } root)
            return null;
        if (index.ProducerOf(root.Input(0)) is not { OpType: "Add" } sum || index.WithWeight(sum) is not { Weight.Scalar: { } epsilon } variance)
            return null;
        string x = centred.Input(0);
        bool isNorm = Mean(index, centred.Input(1)) == x && Mean(index, variance.Value) is { } square && IsSquare(index, square, centred.Output);
        bool isLast = shifted.Weight is { IsFloat: true, Dimensions.Length: 1 } && scaled.Weight is { IsFloat: true, Dimensions.Length: 1 };
        return isNorm && isLast ? Make(x, scaled.Weight.Name, shifted.Weight.Name, epsilon, add.Output) : null;
    }

    /// <summary>A LayerNormalization over the last axis.</summary>
    public static GraphNode Make(string x, string weight, string bias, float epsilon, string output) =>
        GraphNode.Of("LayerNormalization", [x, weight, bias], output, OnnxWriter.Int("axis", -1), new ProtoWriter().Text(1, "epsilon").Float(2, epsilon).Number(20, 1));

    /// <summary>What a mean over the last axis is the mean of.</summary>
    private static string? Mean(GraphIndex index, string value) =>
        index.ProducerOf(value) is { OpType: "ReduceMean" } mean && index.Model.Tensor(mean.Input(1)) is { ElementType: GraphTensor.Int64 } axes && axes.Integers is [-1] or [2] ? mean.Input(0) : null;

    private static bool IsSquare(GraphIndex index, string value, string of) => index.ProducerOf(value) switch
    {
        { OpType: "Pow" } power => power.Input(0) == of && index.Model.Tensor(power.Input(1))?.Scalar == 2,
        { OpType: "Mul" } product => product.Input(0) == of && product.Input(1) == of,
        _ => false,
    };
}
