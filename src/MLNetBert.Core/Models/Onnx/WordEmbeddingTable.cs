namespace MLNetBert.Onnx;

/// <summary>Where a graph looks token ids up in its word-embedding table.</summary>
internal sealed class WordEmbeddingTable
{
    private WordEmbeddingTable(OnnxTensor table, OnnxNode lookup, OnnxNode? dequantize)
    {
        Table = table;
        Lookup = lookup;
        Dequantize = dequantize;
    }

    /// <summary>The weights, [vocabulary, size].</summary>
    public OnnxTensor Table { get; }

    /// <summary>The Gather that takes the ids, or the fused EmbedLayerNormalization.</summary>
    public OnnxNode Lookup { get; }

    /// <summary>The DequantizeLinear after the Gather where the table is int8; null elsewhere.</summary>
    public OnnxNode? Dequantize { get; }

    /// <summary>Whether the look-up is one operator with the positions, the token types and the norm, so that it cannot be cut out.</summary>
    public bool IsFused => Lookup.OpType != "Gather";

    /// <summary>The number of rows: ids are below it.</summary>
    public int VocabularySize => checked((int)Table.Dimensions[0]);

    /// <summary>The length of a word embedding; not always the hidden size.</summary>
    public int Size => checked((int)Table.Dimensions[1]);

    /// <summary>Finds the table that the ids of input <paramref name="inputIds"/> are looked up in; null where there is none.</summary>
    public static WordEmbeddingTable? Find(OnnxGraph graph, string inputIds)
    {
        HashSet<string> ids = [inputIds];
        foreach (var node in graph.Nodes)
        {
            if (node.OpType is "Cast" or "Identity" && ids.Contains(node.Inputs[0]))
                ids.Add(node.Outputs[0]);
            if (node is { OpType: "Gather", Inputs.Length: 2 } && ids.Contains(node.Inputs[1]) && Weights(graph, node.Inputs[0]) is { } table)
                return new(table, node, graph.ConsumersOf(node.Outputs[0]).ToList() is [{ OpType: "DequantizeLinear" } next] ? next : null);
            if (node is { OpType: "EmbedLayerNormalization" or "QEmbedLayerNormalization", Inputs.Length: > 2 } && ids.Contains(node.Inputs[0])
                && Weights(graph, node.Inputs[2]) is { } fused)
                return new(fused, node, null);
        }

        return null;
    }

    // Half-precision files cast the table to float before the look-up, and quantized ones may dequantize it there.
    private static OnnxTensor? Weights(OnnxGraph graph, string value)
    {
        while (graph.ProducerOf(value) is { OpType: "Cast" or "Identity" or "DequantizeLinear" } node)
            value = node.Inputs[0];
        return graph.Constant(value) is { Dimensions.Length: 2 } table ? table : null;
    }
}
