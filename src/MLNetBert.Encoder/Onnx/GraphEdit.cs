namespace MLNetBert.Encoder.Onnx;

/// <summary>
/// An ONNX file with other outputs: made in memory from the file's own bytes, with only the nodes and weights that the new outputs
/// need. Nothing is written to disk.
/// </summary>
internal sealed class GraphEdit(OnnxGraph graph)
{
    private readonly ProtoWriter _first = new();
    private readonly ProtoWriter _last = new();
    private readonly List<string> _needed = [];
    private readonly HashSet<string> _dropped = [];
    private readonly HashSet<string> _takenIn = [];
    private string? _cut;

    /// <summary>Adds a node that computes from values of the graph.</summary>
    public void AddNode(string opType, IReadOnlyList<string> inputs, string output, params ReadOnlySpan<ProtoWriter> attributes)
    {
        _needed.AddRange(inputs);
        _last.Message(1, OnnxWriter.Node(opType, inputs, [output], attributes));
    }

    /// <summary>Adds a weight of one value.</summary>
    public void AddWeight(string name, float value) => _last.Message(5, OnnxWriter.Tensor<float>(name, OnnxWriter.Float, [value]));

    /// <summary>Makes a value of the graph, or of an added node, an output. The file's own outputs are dropped unless added.</summary>
    public void AddOutput(string name, int elementType, IReadOnlyList<string>? dimensions)
    {
        _needed.Add(name);
        _last.Message(12, OnnxWriter.ValueInfo(name, elementType, dimensions));
    }

    /// <summary>Feeds <paramref name="value"/> by the new input <paramref name="name"/>, in place of the nodes that made it.</summary>
    public void Feed(string value, string name, int elementType, IReadOnlyList<string> dimensions)
    {
        _cut = value;
        _first.Message(11, OnnxWriter.ValueInfo(name, elementType, dimensions)).Message(1, OnnxWriter.Node("Identity", [name], [value]));
    }

    /// <summary>Takes an integer input under an unused name, and as another integer type than the graph does.</summary>
    public void ReplaceInput(string value, string name, int elementType, IReadOnlyList<string> dimensions, int graphType)
    {
        _dropped.Add(value);
        _first.Message(11, OnnxWriter.ValueInfo(name, elementType, dimensions))
            .Message(1, OnnxWriter.Node("Cast", [name], [value], OnnxWriter.Int("to", graphType)));
    }

    /// <summary>Whether any kept node takes <paramref name="value"/>.</summary>
    public bool Takes(string value) => Kept().Any(node => OnnxGraph.Flatten(node).Any(inner => inner.Inputs.Contains(value)));

    /// <summary>The edited file. The weights that it keeps are in it once; hand it to a session, then let it go.</summary>
    /// <param name="droppedInput">An input to leave out; null: all stay.</param>
    public byte[] Write(string? droppedInput = null)
    {
        HashSet<OnnxNode> nodes = Kept();
        HashSet<string> values = [.. nodes.SelectMany(OnnxGraph.Flatten).SelectMany(node => node.Inputs), .. _needed];
        TakeInHeldWeights(values);
        byte[] result = [];
        OnnxGraph.WithBytes(graph.Path, file => result = Write(file, nodes, values, droppedInput));
        return result;
    }

    /// <summary>The runtime looks for weights beside the model by their path, where those that are held no longer are.</summary>
    private void TakeInHeldWeights(HashSet<string> values)
    {
        if (!HeldFiles.Contains(graph.Path))
            return;
        foreach (OnnxTensor weight in graph.Initializers.Values.Where(weight => weight.File != graph.Path && values.Contains(weight.Name) && _takenIn.Add(weight.Name)))
            _last.Message(5, OnnxWriter.Tensor<byte>(weight.Name, weight.ElementType, weight.ReadAll(), [.. weight.Dimensions]));
    }

    private HashSet<OnnxNode> Kept() => graph.NodesBehind(_needed, _cut);

    private byte[] Write(ReadOnlySpan<byte> file, HashSet<OnnxNode> nodes, HashSet<string> values, string? droppedInput)
    {
        // The graph's own fields: runs of bytes that are copied.
        List<Range> kept = [];
        long keptLength = 0;
        (int start, int length) = graph.Bytes.GetOffsetAndLength(file.Length);
        ProtoReader fields = new(file.Slice(start, length), start);
        int node = 0;
        while (fields.Next())
        {
            int from = fields.FieldStart;
            ProtoReader field = fields; // A copy may look into the field; the reader itself skips it.
            bool stays = fields.Field switch
            {
                1 => nodes.Contains(graph.Nodes[node++]),
                5 => GraphCopy.TextOf(field.ReadMessage(), 8) is var weight && values.Contains(weight) && !_takenIn.Contains(weight),
                11 => GraphCopy.TextOf(field.ReadMessage(), 1) is var name && name != droppedInput && !_dropped.Contains(name) && (values.Contains(name) || !graph.Initializers.ContainsKey(name)),
                12 => false,
                _ => true,
            };
            fields.Skip();
            if (!stays)
                continue;
            keptLength += fields.Position - from;
            if (kept.Count > 0 && kept[^1].End.Value == from)
                kept[^1] = kept[^1].Start..fields.Position;
            else
                kept.Add(from..fields.Position);
        }

        // Nodes are in an order in which they can run.
        ReadOnlySpan<byte> first = _first.Bytes;
        ReadOnlySpan<byte> last = _last.Bytes;
        ReadOnlySpan<byte> header = new ProtoWriter().Header(7, (ulong)(first.Length + keptLength + last.Length)).Bytes;
        ReadOnlySpan<byte> before = file[..graph.Field.Start];
        ReadOnlySpan<byte> after = file[graph.Field.End..];
        byte[] result = new byte[checked((int)(before.Length + header.Length + first.Length + keptLength + last.Length + after.Length))];
        Span<byte> rest = result.AsSpan();
        Append(before, ref rest);
        Append(header, ref rest);
        Append(first, ref rest);
        foreach (Range range in kept)
            Append(file[range], ref rest);
        Append(last, ref rest);
        Append(after, ref rest);
        return result;
    }

    private static void Append(ReadOnlySpan<byte> bytes, ref Span<byte> rest)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}
