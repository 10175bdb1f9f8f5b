namespace MLNetBert.Encoder.Quantization.Graphs;

/// <summary>An operator of a graph that is being rewritten. Immutable: a changed node is a new one.</summary>
internal sealed record GraphNode
{
    public required string OpType { get; init; }

    public string Domain { get; init; } = "";

    public string Name { get; init; } = "";

    public required ImmutableArray<string> Inputs { get; init; }

    public required ImmutableArray<string> Outputs { get; init; }

    /// <summary>The attributes as they are written.</summary>
    public ImmutableArray<byte[]> Attributes { get; init; } = [];

    /// <summary>The node as the file had it, for its attributes; null for a new one.</summary>
    public OnnxNode? Source { get; init; }

    public string Output => Outputs[0];

    /// <summary>All values that it takes, those of branches and loops included.</summary>
    public IEnumerable<string> Needs => Source == null || Source.Attributes.All(attribute => attribute.Subgraph.IsEmpty)
        ? Inputs
        : Inputs.Concat(OnnxGraph.Flatten(Source).Skip(1).SelectMany(inner => inner.Inputs));

    public string Input(int index) => index < Inputs.Length ? Inputs[index] : "";

    public OnnxAttribute? Attribute(string name) => Source?.Attribute(name);

    public static GraphNode Of(string opType, ImmutableArray<string> inputs, string output, params ReadOnlySpan<ProtoWriter> attributes)
    {
        ImmutableArray<byte[]>.Builder raw = ImmutableArray.CreateBuilder<byte[]>();
        foreach (ProtoWriter attribute in attributes)
            raw.Add(attribute.Bytes.ToArray());
        return new() { OpType = opType, Name = output, Inputs = inputs, Outputs = [output], Attributes = raw.ToImmutable() };
    }

    public ProtoWriter Write()
    {
        ProtoWriter node = new();
        foreach (string input in Inputs)
            node.Text(1, input);
        foreach (string output in Outputs)
            node.Text(2, output);
        node.Text(3, Name).Text(4, OpType);
        foreach (byte[] attribute in Attributes)
            node.Field(5, attribute);
        return Domain.Length > 0 ? node.Text(7, Domain) : node;
    }

    public override string ToString() => Name.Length > 0 ? $"{OpType} '{Name}'" : $"{OpType} -> '{Outputs.FirstOrDefault()}'";
}
