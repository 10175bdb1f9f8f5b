namespace MLNetBert.Encoder.Onnx;

/// <summary>How many tokens fit into the graph's own table of positions: what config.json says need not be true, or be there at all.</summary>
internal static class PositionTable
{
    /// <param name="graph">The graph.</param>
    /// <param name="before">The positions before the first token; null if no file says.</param>
    public static Sourced<int>? Find(OnnxGraph graph, int? before)
    {
        OnnxTensor? table = graph.Initializers.Values.FirstOrDefault(tensor =>
            tensor.Dimensions is [> 0 and <= int.MaxValue, _] && tensor.Name.Contains("position_embeddings", StringComparison.Ordinal));
        if (table == null)
            return null;

        // RoBERTa and its relatives count positions over the tokens that are not padding, starting after the pad id 1.
        before ??= graph.Nodes.Any(node => node.OpType == "CumSum") ? 2 : 0;
        return new((int)table.Dimensions[0] - before.Value, $"{graph.Path}: {table.Name}");
    }
}
