using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// The layers around a softmax over the tokens. Its rows sum to one and ignore what all tokens have in common, so the bias of the keys has no effect, and that of the values only
/// shifts the result.
/// </summary>
/// <param name="Context">The result, joined from all heads: the input of the next layer.</param>
/// <param name="Value">The layer that makes the values; a channel of it is the same channel of the context.</param>
/// <param name="Key">The layer that makes the keys; null if it was not found.</param>
internal sealed record AttentionPattern(string Context, LinearLayer Value, LinearLayer? Key)
{
    /// <summary>All that are in a graph as exporters write them.</summary>
    public static IEnumerable<AttentionPattern> Find(GraphIndex index, IEnumerable<LinearLayer> layers)
    {
        var byOutput = layers.ToDictionary(layer => layer.Output, StringComparer.Ordinal);
        foreach (GraphNode softmax in index.Model.Nodes.Where(node => node.OpType == "Softmax" && node.Attribute("axis")?.Int is null or -1 or 3))
        {
            if (Weighted(index, softmax.Output) is { } product && JoinedHeads(index, product.Output) is { } context && Split(index, product.Inputs[1], byOutput, isKey: false) is { } value)
                yield return new(context, value, Scores(index, softmax.Input(0)) is { } scores ? Split(index, scores.Inputs[1], byOutput, isKey: true) : null);
        }
    }

    /// <summary>The product of the softmax with the values.</summary>
    private static GraphNode? Weighted(GraphIndex index, string value)
    {
        // Some exports take out rows that are not numbers.
        if (index.ConsumersOf(value).Select(node => node.OpType).Order(StringComparer.Ordinal).SequenceEqual(["IsNaN", "Where"]))
            value = index.ConsumersOf(value).First(node => node.OpType == "Where").Output;
        return index.OnlyConsumerOf(value) is { OpType: "MatMul" } product && product.Inputs[0] == value ? product : null;
    }

    private static string? JoinedHeads(GraphIndex index, string value) =>
        Taker(index, value) is { OpType: "Transpose" } turned && IsSwap(turned) && Taker(index, turned.Output) is { OpType: "Reshape" } joined ? joined.Output : null;

    /// <summary>The product of queries and keys behind the softmax: scaled, and with masks and positions added.</summary>
    private static GraphNode? Scores(GraphIndex index, string value)
    {
        for (int steps = 0; steps < 8 && index.ProducerOf(value) is { } node; steps++)
        {
            if (node.OpType == "MatMul")
                return index.OnlyConsumerOf(value) == null ? null : node;
            string? next = node.OpType switch
            {
                "Mul" or "Div" when index.Model.Tensor(node.Input(1))?.Scalar != null => node.Input(0),
                "Add" => node.Inputs.FirstOrDefault(input => LeadsToProduct(index, input)),
                "Where" => node.Inputs.Skip(1).FirstOrDefault(input => LeadsToProduct(index, input)),
                _ => null,
            };
            if (next == null || index.OnlyConsumerOf(next) == null)
                return null;
            value = next;
        }

        return null;
    }

    private static bool LeadsToProduct(GraphIndex index, string value)
    {
        for (int steps = 0; steps < 8 && index.ProducerOf(value) is { } node; steps++)
        {
            if (node.OpType == "MatMul")
                return index.Model.Tensor(node.Inputs[1]) == null;
            if (node.OpType is not ("Mul" or "Div" or "Add" or "Where"))
                return false;
            value = node.OpType == "Where" ? node.Input(1) : node.Input(0);
        }

        return false;
    }

    /// <summary>The layer whose outputs are split into heads to make a value: only turned, and for keys scaled.</summary>
    private static LinearLayer? Split(GraphIndex index, string value, Dictionary<string, LinearLayer> layers, bool isKey)
    {
        for (int steps = 0; steps < 5; steps++)
        {
            if (layers.TryGetValue(value, out LinearLayer? layer))
                return Taker(index, value) == null ? null : layer;
            if (Taker(index, value) == null || index.ProducerOf(value) is not { } node)
                return null;
            bool passes = node.OpType == "Reshape" || (node.OpType == "Transpose" && (isKey || IsSwap(node))) || (isKey && node.OpType is "Mul" or "Div" && index.Model.Tensor(node.Input(1))?.Scalar != null);
            if (!passes)
                return null;
            value = node.Input(0);
        }

        return null;
    }

    private static bool IsSwap(GraphNode transpose) => transpose.Attribute("perm")?.Ints.AsSpan().SequenceEqual([0, 2, 1, 3]) == true;

    /// <summary>The only node that uses a value's numbers.</summary>
    private static GraphNode? Taker(GraphIndex index, string value) =>
        !index.IsOutput(value) && index.ConsumersOf(value).Where(node => node.OpType != "Shape").Take(2).ToArray() is [var only] ? only : null;
}
