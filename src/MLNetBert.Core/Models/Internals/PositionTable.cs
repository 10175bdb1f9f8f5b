using MLNetBert.Onnx;

namespace MLNetBert;

/// <summary>How many tokens the graph's own table of positions holds, for a folder without config.json.</summary>
internal static class PositionTable
{
    public static Sourced<int>? Find(OnnxGraph graph)
    {
        OnnxTensor? table = graph.Initializers.Values.FirstOrDefault(tensor =>
            tensor.Dimensions.Length == 2 && tensor.Name.Contains("position_embeddings", StringComparison.Ordinal));
        if (table == null)
            return null;

        // RoBERTa's kind counts positions over the tokens that are no padding, beginning after the pad id 1.
        bool counts = graph.Nodes.Any(node => node.OpType == "CumSum");
        return new((int)table.Dimensions[0] - (counts ? 2 : 0), $"{graph.Path}: {table.Name}");
    }
}
