namespace MLNetBert.Encoder.Onnx;

/// <summary>Renames values of a graph, so that their names are free for an input or output.</summary>
internal static class GraphNames
{
    private const int Node = 1;
    private const int Input = 11;
    private const int Output = 12;
    private const int ValueInfo = 13;

    /// <summary>The file with the names of inputs, outputs and values between nodes replaced.</summary>
    /// <exception cref="BadInputException">A name belongs to a weight, or a branch or loop uses it.</exception>
    public static byte[] Replace(OnnxGraph graph, IReadOnlyDictionary<string, string> names)
    {
        string? kept = graph.Nodes.SelectMany(node => OnnxGraph.Flatten(node).Skip(1)).SelectMany(inner => inner.Inputs).Concat(graph.Initializers.Keys).FirstOrDefault(names.ContainsKey);
        if (kept != null)
            throw new BadInputException($"{graph.Path}: it has a value '{kept}' of its own, so that no input or output can have the name; choose another.") { Code = "model.graph", File = graph.Path, Key = kept };
        return GraphCopy.Write(graph, (field, content) => field is Node or Input or Output or ValueInfo
            ? new ProtoWriter().Message(field, Message(content, isNode: field == Node, names))
            : null);
    }

    /// <summary>A node has its inputs in field 1 and its outputs in field 2, an input or output its name in field 1; all fields of both have a length.</summary>
    private static ProtoWriter Message(ReadOnlySpan<byte> bytes, bool isNode, IReadOnlyDictionary<string, string> names)
    {
        ProtoWriter result = new();
        ProtoReader fields = new(bytes);
        while (fields.Next())
        {
            int field = fields.Field;
            if (field == 1 || (isNode && field == 2))
                result.Text(field, fields.ReadText() is var name && names.TryGetValue(name, out string? other) ? other : name);
            else
                result.Field(field, fields.ReadBytes(out _));
        }

        return result;
    }
}
