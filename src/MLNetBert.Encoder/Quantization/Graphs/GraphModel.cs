namespace MLNetBert.Encoder.Quantization.Graphs;

/// <summary>
/// A whole ONNX model in memory, to be rewritten: nodes, weights, inputs, outputs. All floating-point weights are float; a model that computes in float16 is
/// made to compute in float.
/// </summary>
internal sealed class GraphModel
{
    public const string Microsoft = "com.microsoft";

    private GraphModel(string path) => Path = path;

    /// <summary>The file that it was read from.</summary>
    public string Path { get; }

    public List<GraphNode> Nodes { get; private init; } = [];

    public Dictionary<string, GraphTensor> Tensors { get; private init; } = new(StringComparer.Ordinal);

    public List<OnnxValueInfo> Inputs { get; private init; } = [];

    public List<OnnxValueInfo> Outputs { get; private init; } = [];

    public SortedDictionary<string, long> Opsets { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>The names of weights that stay though no node takes them.</summary>
    public HashSet<string> Kept { get; } = [];

    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <exception cref="BadInputException">The weights are damaged, or the model has functions of its own.</exception>
    public static GraphModel Read(OnnxGraph graph)
    {
        if (graph.FunctionNodes.Length > 0)
            throw new BadInputException($"{graph.Path}: it has functions of its own, which cannot be rewritten; export the model with its operators inlined.") { Code = "model.graph", File = graph.Path };
        ExternalWeights.Check(graph);
        GraphModel model = new(graph.Path);
        foreach (OnnxTensor weight in graph.Initializers.Values)
            model.Tensors[weight.Name] = GraphTensor.Read(weight, weight.Name);
        model.Inputs.AddRange(graph.Inputs.Select(Widened));
        model.Outputs.AddRange(graph.Outputs.Select(Widened));
        foreach ((string domain, long version) in graph.Opsets)
            model.Opsets[Standard(domain)] = version;
        OnnxGraph.WithBytes(graph.Path, file =>
        {
            foreach (OnnxNode node in graph.Nodes)
                model.Add(node, file[node.Bytes]);
        });
        return model;
    }

    public void Add(GraphTensor tensor) => Tensors[tensor.Name] = tensor;

    public GraphTensor? Tensor(string name) => Tensors.GetValueOrDefault(name);

    /// <summary>A copy whose nodes and tables can be changed apart from this one's; the values of weights are shared.</summary>
    public GraphModel Copy() => new(Path)
    {
        Nodes = [.. Nodes],
        Tensors = new(Tensors, StringComparer.Ordinal),
        Inputs = [.. Inputs],
        Outputs = [.. Outputs],
        Opsets = new(Opsets, StringComparer.Ordinal),
    };

    /// <summary>The nodes that make <paramref name="outputs"/>, each after those that it needs.</summary>
    /// <param name="outputs">The values to make.</param>
    /// <param name="given">Values that need not be made.</param>
    public List<GraphNode> Sorted(IEnumerable<string> outputs, IReadOnlySet<string>? given = null)
    {
        Dictionary<string, GraphNode> producers = new GraphIndex(this).Producers;
        List<GraphNode> sorted = [];
        HashSet<GraphNode> seen = new(ReferenceEqualityComparer.Instance);
        Stack<(GraphNode Node, bool Done)> open = new();
        void Push(string value)
        {
            if (given?.Contains(value) != true && producers.TryGetValue(value, out GraphNode? node) && !seen.Contains(node))
                open.Push((node, false));
        }

        foreach (string output in outputs)
        {
            Push(output);
            while (open.TryPop(out (GraphNode Node, bool Done) next))
            {
                if (next.Done)
                    sorted.Add(next.Node);
                if (next.Done || !seen.Add(next.Node))
                    continue;
                open.Push((next.Node, true));
                foreach (string input in next.Node.Needs.Reverse())
                    Push(input);
            }
        }

        return sorted;
    }

    /// <summary>Drops the nodes that no output needs, such as those that were fused.</summary>
    public void KeepOnlyNeeded()
    {
        List<GraphNode> needed = Sorted(Outputs.Select(output => output.Name));
        Nodes.Clear();
        Nodes.AddRange(needed);
    }

    private void Add(OnnxNode node, ReadOnlySpan<byte> bytes)
    {
        // The field of the graph: its tag and length, then the node.
        ImmutableArray<byte[]>.Builder attributes = ImmutableArray.CreateBuilder<byte[]>();
        ProtoReader field = new(bytes);
        field.Next();
        ProtoReader fields = field.ReadMessage();
        while (fields.Next())
        {
            if (fields.Field == 5)
                attributes.Add(fields.ReadBytes(out _).ToArray());
            else
                fields.Skip();
        }

        GraphNode read = new() { OpType = node.OpType, Domain = Standard(node.Domain), Name = node.Name, Inputs = node.Inputs, Outputs = node.Outputs, Attributes = attributes.ToImmutable(), Source = node };
        Nodes.Add(node switch
        {
            { OpType: "Cast" } when node.Attribute("to")?.Int == GraphTensor.Float16 => read with { Attributes = [OnnxWriter.Int("to", GraphTensor.Float).Bytes.ToArray()] },
            { OpType: "Constant" or "ConstantOfShape" } when node.Attribute("value")?.Tensor is { ElementType: GraphTensor.Float16 } half => read with { Attributes = [Value(GraphTensor.Read(half, ""))] },
            _ => read,
        });
    }

    // The standard's operators have two names for their domain.
    private static string Standard(string domain) => domain == "ai.onnx" ? "" : domain;

    private static byte[] Value(GraphTensor tensor) =>
        new ProtoWriter().Text(1, "value").Message(5, OnnxWriter.Tensor<byte>("", tensor.ElementType, tensor.Bytes, tensor.Dimensions)).Number(20, 4).Bytes.ToArray();

    private static OnnxValueInfo Widened(OnnxValueInfo value) => value.ElementType == GraphTensor.Float16 ? value with { ElementType = GraphTensor.Float } : value;
}
