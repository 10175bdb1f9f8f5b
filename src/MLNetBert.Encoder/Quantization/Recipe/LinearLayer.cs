using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>A product with a weight in a graph, and the bias that is added to it.</summary>
/// <param name="MatMul">The product.</param>
/// <param name="Add">What adds the bias; null if there is none.</param>
/// <param name="Weight">The weight, [inputs, outputs].</param>
/// <param name="Bias">The bias, [outputs]; null if there is none.</param>
internal sealed record LinearLayer(GraphNode MatMul, GraphNode? Add, GraphTensor Weight, GraphTensor? Bias)
{
    public string Input => MatMul.Inputs[0];

    public string Output => (Add ?? MatMul).Output;

    public int Inputs => (int)Weight.Dimensions[0];

    public int Outputs => (int)Weight.Dimensions[1];

    /// <summary>Weights and bias: what layers have in common that share them.</summary>
    public string Key => $"{Weight.Name}\n{Bias?.Name}";

    public override string ToString() => MatMul.Name.Length > 0 ? MatMul.Name : Output;

    /// <summary>The layers without which a value cannot be made, in the order in which they run.</summary>
    public static List<LinearLayer> Find(GraphIndex index, string value)
    {
        List<LinearLayer> found = [];
        foreach (GraphNode node in index.Model.Sorted([value]))
        {
            if (node is not { OpType: "MatMul", Domain: "" } || index.Model.Tensor(node.Inputs[0]) != null || index.Model.Tensor(node.Inputs[1]) is not { IsMatrix: true } weight)
                continue;
            GraphNode? add = index.OnlyConsumerOf(node.Output) is { OpType: "Add" } next ? next : null;
            GraphTensor? bias = add == null ? null : index.Model.Tensor(GraphIndex.Other(add, node.Output));
            bool isBias = bias is { IsFloat: true, Dimensions: [var size] } && size == weight.Dimensions[1];
            found.Add(new(node, isBias ? add : null, weight, isBias ? bias : null));
        }

        return found;
    }
}
