namespace MLNetBert.Encoder.Onnx;

/// <summary>Where a graph looks up token ids in its word-embedding table.</summary>
internal sealed class WordEmbeddingTable(OnnxTensor table, OnnxNode lookup)
{
    /// <summary>The weights, [vocabulary, size].</summary>
    public OnnxTensor Table { get; } = table;

    /// <summary>The Gather that takes the ids, or the fused EmbedLayerNormalization.</summary>
    public OnnxNode Lookup { get; } = lookup;

    /// <summary>Whether the look-up is fused with the positions, the token types and the norm, so that it cannot be cut out.</summary>
    public bool IsFused => Lookup.OpType != "Gather";

    /// <summary>The value with the looked-up embeddings, [batch, sequence, size], after conversion to a floating-point type.</summary>
    public string Value { get; private set; } = lookup.Output(0);

    /// <summary>Its element type: 1 float, 10 float16.</summary>
    public int ElementType { get; private set; } = table.ElementType;

    /// <summary>The one scale and zero point of an integer table; null for others.</summary>
    public (float Scale, int ZeroPoint)? Quantization { get; private set; }

    /// <summary>An integer table's scale for each row; null for others.</summary>
    public OnnxTensor? RowScales { get; private set; }

    /// <summary>A factor for each channel of such a table.</summary>
    public OnnxTensor? ChannelFactors { get; private set; }

    /// <summary>The number of rows: ids are below it.</summary>
    public int VocabularySize => checked((int)Table.Dimensions[0]);

    /// <summary>The length of a word embedding; not always the hidden size.</summary>
    public int Size => checked((int)Table.Dimensions[1]);

    /// <summary>Finds the table in which the ids of input <paramref name="inputIds"/> are looked up; null if there is none.</summary>
    public static WordEmbeddingTable? Find(OnnxGraph graph, string inputIds)
    {
        HashSet<string> ids = [inputIds];
        foreach (OnnxNode node in graph.Nodes)
        {
            if (node.OpType is "Cast" or "Identity" && ids.Contains(node.Input(0)))
                ids.Add(node.Output(0));
            (string? weights, string? positions) = node switch
            {
                { OpType: "Gather", Inputs.Length: 2 } => (node.Input(0), node.Input(1)),
                { OpType: "EmbedLayerNormalization" or "QEmbedLayerNormalization", Inputs.Length: > 2 } => (node.Input(2), node.Input(0)),
                _ => ("", ""),
            };
            if (ids.Contains(positions) && Weights(graph, weights) is { } table)
                return new WordEmbeddingTable(table, node).Convert(graph, weights);
        }

        return null;
    }

    // Half-precision files cast the table to float before the look-up, and quantized ones may dequantize it there.
    private static OnnxTensor? Weights(OnnxGraph graph, string value)
    {
        while (graph.ProducerOf(value) is { OpType: "Cast" or "Identity" or "DequantizeLinear" } node)
            value = node.Input(0);
        return graph.Constant(value) is { Dimensions: [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue] } table ? table : null;
    }

    /// <summary>Follows the conversions of the table and of the looked-up values.</summary>
    private WordEmbeddingTable Convert(OnnxGraph graph, string weights)
    {
        for (string value = weights; graph.ProducerOf(value) is { } before && before.OpType != "Constant"; value = before.Input(0))
            Through(graph, before);
        if (IsFused)
            return this;
        while (graph.ConsumersOf(Value).ToList() is [{ OpType: "Cast" or "Identity" or "DequantizeLinear" } next])
        {
            Through(graph, next);
            Value = next.Output(0);
        }

        // Int8 files of this library: the numbers times a factor for each channel, and times the scales of their rows, which are looked up too.
        if (Table.ElementType == 3 && Product(graph, Value) is { } unscaled && graph.Constant(unscaled.Input(1)) is { ElementType: OnnxWriter.Float, Dimensions: [_] } factors
            && Product(graph, unscaled.Output(0)) is { } scaled && graph.ProducerOf(scaled.Input(1)) is { OpType: "Gather" } scales && graph.Constant(scales.Input(0)) is { ElementType: OnnxWriter.Float, Dimensions: [_, 1] } rows)
        {
            (ChannelFactors, RowScales, Value) = (factors, rows, scaled.Output(0));
        }

        return this;
    }

    /// <summary>The only node that takes a value, if it is a product.</summary>
    private static OnnxNode? Product(OnnxGraph graph, string value) => graph.ConsumersOf(value).ToList() is [{ OpType: "Mul" } product] ? product : null;

    private void Through(OnnxGraph graph, OnnxNode conversion)
    {
        if (conversion.OpType == "Cast")
            ElementType = (int)(conversion.Attribute("to")?.Int ?? 0);
        if (conversion.OpType != "DequantizeLinear")
            return;
        ElementType = OnnxWriter.Float;
        if (graph.Constant(conversion.Input(1))?.ReadScalar() is { } scale)
            Quantization = ((float)scale, conversion.Inputs.Length > 2 ? (int)(graph.Constant(conversion.Input(2))?.ReadScalar() ?? 0) : 0);
    }
}
