namespace MLNetBert.Encoder.Quantization.Graphs;

/// <summary>Writes a graph, or a part of it that takes values from the middle of it, as an ONNX file.</summary>
internal static class GraphFile
{
    /// <summary>The whole model, as the bytes of a file: only what its outputs need.</summary>
    public static byte[] Write(GraphModel model) => Write(model, model.Sorted(model.Outputs.Select(output => output.Name)), model.Inputs, model.Outputs);

    /// <summary>The part that makes <paramref name="outputs"/>, and the inputs that it takes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="outputs">The values to make.</param>
    /// <param name="given">Values that are at hand and become inputs if they are needed: float.</param>
    public static (byte[] File, string[] Inputs) WritePart(GraphModel model, IReadOnlyList<string> outputs, IReadOnlySet<string> given)
    {
        List<GraphNode> nodes = model.Sorted(outputs, given);
        HashSet<string> needed = [.. nodes.SelectMany(node => node.Needs)];
        List<OnnxValueInfo> inputs = [.. model.Inputs.Where(input => needed.Contains(input.Name)), .. given.Where(needed.Contains).Select(Float)];
        return (Write(model, nodes, inputs, outputs.Select(Float)), [.. inputs.Select(input => input.Name)]);
    }

    private static OnnxValueInfo Float(string name) => new(name, GraphTensor.Float, default);

    private static byte[] Write(GraphModel model, List<GraphNode> nodes, IEnumerable<OnnxValueInfo> inputs, IEnumerable<OnnxValueInfo> outputs)
    {
        HashSet<string> needed = [.. nodes.SelectMany(node => node.Needs)];
        GraphTensor[] tensors = [.. model.Tensors.Where(tensor => needed.Contains(tensor.Key) || model.Kept.Contains(tensor.Key)).OrderBy(tensor => tensor.Key, StringComparer.Ordinal).Select(tensor => tensor.Value)];
        ProtoWriter graph = new(checked((int)tensors.Sum(tensor => tensor.Bytes.Length + 256L) + (nodes.Count * 512)));
        foreach (GraphNode node in nodes)
            graph.Message(1, node.Write());
        graph.Text(2, "encoder");
        foreach (GraphTensor tensor in tensors)
            graph.Message(5, OnnxWriter.Tensor<byte>(tensor.Name, tensor.ElementType, tensor.Bytes, tensor.Dimensions));
        foreach (OnnxValueInfo input in inputs)
            graph.Message(11, Info(input));
        foreach (OnnxValueInfo output in outputs)
            graph.Message(12, Info(output));

        // The format's version belongs to the operators' version.
        ProtoWriter before = new ProtoWriter().Number(1, 10 + Math.Max(0, model.Opsets[""] - 22)).Text(2, "MLNetBert").Header(7, (ulong)graph.Bytes.Length), after = new();
        HashSet<string> domains = [.. nodes.Select(node => node.Domain)];
        foreach ((string domain, long version) in model.Opsets.Where(opset => opset.Key.Length == 0 || domains.Contains(opset.Key)))
            after.Message(8, new ProtoWriter().Text(1, domain).Number(2, version));
        foreach ((string key, string value) in model.Metadata)
            after.Message(14, new ProtoWriter().Text(1, key).Text(2, value));
        return [.. before.Bytes, .. graph.Bytes, .. after.Bytes];
    }

    private static ProtoWriter Info(OnnxValueInfo value) => OnnxWriter.ValueInfo(value.Name, value.ElementType, value.Dimensions.IsDefault ? null : value.Dimensions);
}
