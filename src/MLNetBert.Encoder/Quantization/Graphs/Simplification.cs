using System.Security.Cryptography;

namespace MLNetBert.Encoder.Quantization.Graphs;

/// <summary>
/// Takes out of a graph what only passes values on, so that weights stand where they are used: constants become weights, casts of float to float, Identity and
/// Dropout go, transposed weights are stored so. A weight under several names has one afterwards.
/// </summary>
internal static class Simplification
{
    /// <summary>Operators whose result is float if one of their inputs is.</summary>
    private static readonly HashSet<string> KeepType = new(StringComparer.Ordinal)
    {
        "MatMul", "Gemm", "Add", "Sub", "Mul", "Div", "Pow", "Sqrt", "Erf", "Tanh", "Gelu", "Softmax", "LayerNormalization", "Transpose", "Reshape", "Gather", "ReduceMean", "Slice",
        "Squeeze", "Unsqueeze", "Neg", "Abs", "Max", "Min", "Exp", "Concat", "Split", "Expand", "Sigmoid", "Relu", "Dropout", "Identity",
    };

    public static void Apply(GraphModel model)
    {
        Dictionary<string, string> same = Duplicates(model);
        HashSet<string> floats = [.. model.Tensors.Values.Where(tensor => tensor.IsFloat).Select(tensor => tensor.Name), .. model.Inputs.Where(input => input.ElementType == GraphTensor.Float).Select(input => input.Name)];
        HashSet<string> outputs = [.. model.Outputs.Select(output => output.Name)];
        List<GraphNode> kept = [];
        foreach (GraphNode original in model.Sorted(outputs))
        {
            GraphNode node = original with { Inputs = [.. original.Inputs.Select(input => same.GetValueOrDefault(input, input))] };
            string output = node.Outputs[0];
            if (Constant(model, node) is { } constant)
            {
                model.Add(constant);
                if (constant.IsFloat)
                    floats.Add(output);
                continue;
            }

            bool isFloat = node.OpType == "Cast" ? To(node) == GraphTensor.Float : KeepType.Contains(node.OpType) && node.Inputs.Any(floats.Contains);
            bool passes = node.OpType is "Identity" or "Dropout" || (node.OpType == "Cast" && isFloat && floats.Contains(node.Inputs[0]));
            if (isFloat || (passes && floats.Contains(node.Inputs[0])))
                floats.UnionWith(node.Outputs);
            if (passes && !outputs.Contains(output))
                same[output] = node.Inputs[0];
            else
                kept.Add(node.OpType == "Dropout" ? GraphNode.Of("Identity", [node.Inputs[0]], output) : node);
        }

        model.Nodes.Clear();
        model.Nodes.AddRange(kept);
    }

    /// <summary>Matrices of the same values have the name of the first: some exporters write ALBERT's shared weights once for each layer.</summary>
    private static Dictionary<string, string> Duplicates(GraphModel model)
    {
        Dictionary<string, string> same = new(StringComparer.Ordinal);
        foreach (IGrouping<string, GraphTensor> equal in model.Tensors.Values.Where(tensor => tensor.IsMatrix).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
            .GroupBy(tensor => $"{string.Join(' ', tensor.Dimensions.Select(size => $"{size}"))} {Convert.ToHexString(SHA256.HashData(tensor.Bytes))}"))
        {
            foreach (GraphTensor other in equal.Skip(1))
                same[other.Name] = equal.First().Name;
        }

        return same;
    }

    private static long To(GraphNode node) => node.Attribute("to")?.Int is { } type and not GraphTensor.Float16 ? type : GraphTensor.Float;

    /// <summary>What a node always gives, if it is a constant or a transposed weight.</summary>
    private static GraphTensor? Constant(GraphModel model, GraphNode node)
    {
        string output = node.Outputs[0];
        if (node is { OpType: "Constant", Domain: "" } && node.Attribute("value")?.Tensor is { } value)
            return GraphTensor.Read(value, output);
        if (node is { OpType: "Constant", Domain: "" } && node.Attribute("value_float") is { } number)
            return GraphTensor.Of<float>(output, GraphTensor.Float, [number.Float]);
        bool transposed = node.OpType == "Transpose" && (node.Attribute("perm") is not { } perm || perm.Ints.AsSpan().SequenceEqual([1, 0]));
        return transposed && model.Tensor(node.Inputs[0]) is { IsMatrix: true } matrix ? Transposed(matrix, output) : null;
    }

    private static GraphTensor Transposed(GraphTensor matrix, string name)
    {
        (int rows, int columns) = ((int)matrix.Dimensions[0], (int)matrix.Dimensions[1]);
        ReadOnlySpan<float> values = matrix.Floats;
        float[] turned = new float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                turned[(column * rows) + row] = values[(row * columns) + column];
        }

        return GraphTensor.Of<float>(name, GraphTensor.Float, turned, columns, rows);
    }
}
