namespace MLNetBert.Encoder.Quantization.Graphs;

/// <summary>Who makes and who takes each value of a graph, as it is when the index is made.</summary>
internal sealed class GraphIndex
{
    private readonly ILookup<string, GraphNode> _consumers;
    private readonly HashSet<string> _outputs;

    public GraphIndex(GraphModel model)
    {
        Model = model;
        foreach (GraphNode node in model.Nodes)
        {
            foreach (string output in node.Outputs.Where(output => output.Length > 0))
                Producers.TryAdd(output, node);
        }

        _consumers = model.Nodes.SelectMany(node => node.Needs.Where(input => input.Length > 0).Distinct().Select(input => (Input: input, Node: node))).ToLookup(use => use.Input, use => use.Node, StringComparer.Ordinal);
        _outputs = [.. model.Outputs.Select(output => output.Name)];
    }

    public GraphModel Model { get; }

    public Dictionary<string, GraphNode> Producers { get; } = new(StringComparer.Ordinal);

    public GraphNode? ProducerOf(string value) => Producers.GetValueOrDefault(value);

    public IEnumerable<GraphNode> ConsumersOf(string value) => _consumers[value];

    public bool IsOutput(string value) => _outputs.Contains(value);

    /// <summary>The only node that takes a value; null if there are several or none, or the value is also an output of the graph.</summary>
    public GraphNode? OnlyConsumerOf(string value) => !IsOutput(value) && _consumers[value].Take(2).ToArray() is [var only] ? only : null;

    /// <summary>The other input of an operator with two.</summary>
    public static string Other(GraphNode node, string input) => node.Input(0) == input ? node.Input(1) : node.Input(0);

    /// <summary>An operator's input that is computed, and the weight that is the other; null unless it has just these.</summary>
    public (string Value, GraphTensor Weight)? WithWeight(GraphNode node)
    {
        if (node.Inputs.Length != 2)
            return null;
        (GraphTensor? left, GraphTensor? right) = (Model.Tensor(node.Input(0)), Model.Tensor(node.Input(1)));
        return (left, right) switch
        {
            (null, not null) => (node.Input(0), right),
            (not null, null) => (node.Input(1), left),
            _ => null,
        };
    }
}
