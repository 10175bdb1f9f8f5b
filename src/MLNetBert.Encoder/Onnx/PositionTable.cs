namespace MLNetBert.Encoder.Onnx;

/// <summary>How many tokens the graph's own table of positions holds: what config.json says need not be true, nor be there.</summary>
internal static class PositionTable
{
    /// <param name="graph">The graph.</param>
    /// <param name="before">The positions before the first token; null where no file says.</param>
    public static Sourced<int>? Find(OnnxGraph graph, int? before)
    {
        OnnxTensor? table = graph.Initializers.Values.FirstOrDefault(tensor =>
            tensor.Dimensions.Length == 2 && tensor.Name.Contains("position_embeddings", StringComparison.Ordinal));
        if (table == null)
            return null;

        // RoBERTa's kind counts positions over the tokens that are no padding, beginning after the pad id 1.
        before ??= graph.Nodes.Any(node => node.OpType == "CumSum") ? 2 : 0;
        return new((int)table.Dimensions[0] - before.Value, $"{graph.Path}: {table.Name}");
    }
}
