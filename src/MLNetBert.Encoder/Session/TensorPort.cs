namespace MLNetBert.Encoder.Session;

/// <summary>An input or output of the graph; -1 stands for a dimension that is open.</summary>
internal sealed record TensorPort(string Name, TensorElementType Type, int[] Dimensions, string[] SymbolicDimensions)
{
    public int Rank => Dimensions.Length;

    public bool IsInteger => Type is TensorElementType.Int64 or TensorElementType.Int32;

    public bool IsFloat => Type is TensorElementType.Float or TensorElementType.Float16;

    /// <summary>The size of a dimension that is there and fixed, else null.</summary>
    public int? Fixed(int dimension) => dimension < Rank && Dimensions[dimension] > 0 ? Dimensions[dimension] : null;

    public static TensorPort[] All(IReadOnlyDictionary<string, NodeMetadata> metadata, IReadOnlyList<string> names, string file) =>
        [.. names.Select(name => Of(name, metadata[name], file))];

    public static TensorPort[] All(IEnumerable<OnnxValueInfo> values) => [.. values.Select(Of)];

    /// <summary>The name without the ":0" that TensorFlow's exporter leaves.</summary>
    public string PlainName => Name.EndsWith(":0", StringComparison.Ordinal) ? Name[..^2] : Name;

    public override string ToString() =>
        $"{Name} ({Type.ToString().ToLowerInvariant()} [{string.Join(", ", Dimensions.Select((size, i) => size > 0 ? $"{size}" : string.IsNullOrEmpty(SymbolicDimensions[i]) ? "?" : SymbolicDimensions[i]))}])";

    private static TensorPort Of(OnnxValueInfo value)
    {
        string[] dimensions = value.Dimensions.IsDefault ? [] : [.. value.Dimensions];
        int[] sizes = Array.ConvertAll(dimensions, dimension => int.TryParse(dimension, out int size) ? size : -1);
        return new(value.Name, (TensorElementType)value.ElementType, sizes, dimensions);
    }

    private static TensorPort Of(string name, NodeMetadata node, string file) => node.IsTensor
        ? new(name, node.ElementDataType, node.Dimensions, node.SymbolicDimensions)
        : throw new BadInputException($"{file}: its input or output {name} is not a tensor; a BERT encoder has only tensors.") { Code = "model.inputs", File = file, Key = name };
}
