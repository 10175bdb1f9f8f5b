namespace MLNetBert.Encoder.Onnx;

/// <summary>One operator of a graph.</summary>
internal sealed record OnnxNode
{
    public required string OpType { get; init; }

    /// <summary>"" for the standard's own operators.</summary>
    public required string Domain { get; init; }

    public required string Name { get; init; }

    /// <summary>The values it takes; "" for an optional one that is left out.</summary>
    public required ImmutableArray<string> Inputs { get; init; }

    public required ImmutableArray<string> Outputs { get; init; }

    public required ImmutableArray<OnnxAttribute> Attributes { get; init; }

    /// <summary>Where the node lies in the file, tag and length included.</summary>
    public required Range Bytes { get; init; }

    /// <summary>The input at a place; "" where there is none.</summary>
    public string Input(int index) => index < Inputs.Length ? Inputs[index] : "";

    public OnnxAttribute? Attribute(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);

    public override string ToString() => Name.Length > 0 ? $"{OpType} '{Name}'" : $"{OpType} -> '{Outputs.FirstOrDefault()}'";
}

/// <summary>What a node is set to; only the kinds that are asked for.</summary>
internal sealed record OnnxAttribute(string Name, long Int, ImmutableArray<long> Ints, OnnxTensor? Tensor, ImmutableArray<OnnxNode> Subgraph);

/// <summary>An input or output of the graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">As in the format: 1 float, 6 int32, 7 int64, 10 float16, 11 double.</param>
/// <param name="Dimensions">A number, a name of an open dimension, or "" for one without a name; default where the rank is not said.</param>
/// <param name="Bytes">Where it lies in the file, tag and length included.</param>
internal sealed record OnnxValueInfo(string Name, int ElementType, ImmutableArray<string> Dimensions, Range Bytes);
