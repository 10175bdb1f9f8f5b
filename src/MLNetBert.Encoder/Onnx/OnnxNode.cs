namespace MLNetBert.Encoder.Onnx;

/// <summary>One operator of a graph.</summary>
internal sealed record OnnxNode
{
    public required string OpType { get; init; }

    /// <summary>"" for the standard's own operators.</summary>
    public required string Domain { get; init; }

    public required string Name { get; init; }

    /// <summary>The values it takes; "" for an optional one that was left out.</summary>
    public required ImmutableArray<string> Inputs { get; init; }

    public required ImmutableArray<string> Outputs { get; init; }

    public required ImmutableArray<OnnxAttribute> Attributes { get; init; }

    /// <summary>Where the node is in the file, including tag and length.</summary>
    public required Range Bytes { get; init; }

    /// <summary>The input at a place; "" if there is none.</summary>
    public string Input(int index) => index < Inputs.Length ? Inputs[index] : "";

    /// <summary>The output at a place; "" if there is none.</summary>
    public string Output(int index) => index < Outputs.Length ? Outputs[index] : "";

    public OnnxAttribute? Attribute(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);

    public override string ToString() => Name.Length > 0 ? $"{OpType} '{Name}'" : $"{OpType} -> '{Outputs.FirstOrDefault()}'";
}

/// <summary>An attribute of a node; only the kinds that are asked for.</summary>
internal sealed record OnnxAttribute(string Name, long Int, ImmutableArray<long> Ints, OnnxTensor? Tensor, ImmutableArray<OnnxNode> Subgraph)
{
    public float Float { get; init; }

    public string Text { get; init; } = "";
}

/// <summary>An input or output of the graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">As in the format: 1 float, 6 int32, 7 int64, 10 float16, 11 double.</param>
/// <param name="Dimensions">A number, the name of an open dimension, or "" for one without a name; default if the rank is not given.</param>
internal sealed record OnnxValueInfo(string Name, int ElementType, ImmutableArray<string> Dimensions);
