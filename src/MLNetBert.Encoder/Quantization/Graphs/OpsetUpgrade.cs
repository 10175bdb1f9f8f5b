namespace MLNetBert.Encoder.Quantization.Graphs;

/// <summary>
/// Lifts a graph to a version of the standard's operators that has Gelu and LayerNormalization and quantizes along an axis. Between 11 and 21 only what is here
/// changed in a way that old graphs notice.
/// </summary>
internal static class OpsetUpgrade
{
    public const long Version = 21;
    private const long Oldest = 11;

    /// <exception cref="BadInputException">The graph is older than opset 11, or its softmax is over several axes.</exception>
    public static void Apply(GraphModel model)
    {
        long version = model.Opsets.GetValueOrDefault("");
        if (version < Oldest)
            throw new BadInputException($"{model.Path}: it has opset {version}; {Oldest} or later is needed to rewrite it: export the model again.") { Code = "model.graph", File = model.Path };
        if (version >= Version)
            return;
        for (int i = 0; i < model.Nodes.Count; i++)
            model.Nodes[i] = Upgraded(model, model.Nodes[i], version);
        model.Opsets[""] = Version;
    }

    private static GraphNode Upgraded(GraphModel model, GraphNode node, long version) => node.Domain.Length > 0 ? node : node.OpType switch
    {
        "Squeeze" or "Unsqueeze" or "ReduceSum" when version < 13 => ListToInput(model, node, "axes"),
        "Split" when version < 13 && node.Attribute("split") != null => ListToInput(model, node, "split"),
        "Split" when version < 18 && node.Inputs.Length == 1 => node with { Attributes = [.. node.Attributes, OnnxWriter.Int("num_outputs", node.Outputs.Length).Bytes.ToArray()] },
        "ReduceMean" or "ReduceMax" or "ReduceMin" or "ReduceProd" or "ReduceL1" or "ReduceL2" or "ReduceLogSum" or "ReduceLogSumExp" or "ReduceSumSquare" when version < 18 => ListToInput(model, node, "axes"),
        "Softmax" or "LogSoftmax" or "Hardmax" when version < 13 && node.Attribute("axis")?.Int is not (-1 or 3) =>
            throw new BadInputException($"{model.Path}: {node} is over an axis whose meaning changed with opset 13; export the model with opset 13 or later.") { Code = "model.graph", File = model.Path },
        _ => node,
    };

    /// <summary>An attribute with a list of integers became an input.</summary>
    private static GraphNode ListToInput(GraphModel model, GraphNode node, string name)
    {
        if (node.Attribute(name) is not { } list)
            return node;
        string tensor = $"{node.Outputs[0]}/{name}";
        model.Add(GraphTensor.Of(tensor, GraphTensor.Int64, list.Ints.AsSpan(), list.Ints.Length));
        return node with
        {
            Inputs = [.. node.Inputs, tensor],
            Attributes = [.. node.Attributes.Where(attribute => GraphCopy.TextOf(new ProtoReader(attribute), 1) != name)],
        };
    }
}
