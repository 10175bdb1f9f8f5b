namespace MLNetBert.Encoder.Quantization.Graphs;

/// <summary>
/// Makes one Gelu of those that exporters spell out. There are many spellings, so they are not matched: what is computed from one value by elementwise operators and
/// numbers is evaluated, and is a Gelu if it gives its values.
/// </summary>
internal static class GeluFusion
{
    private const int MostOperators = 16;
    private const double Tolerance = 5e-5;

    public static void Apply(GraphModel model)
    {
        GraphIndex index = new(model);
        List<GraphNode> nodes = [];
        foreach (GraphNode node in model.Nodes)
            nodes.AddRange(Fused(index, node));
        model.Nodes.Clear();
        model.Nodes.AddRange(nodes);
    }

    public static double Exact(double x) => x / 2 * (1 + ErrorFunction(x / Math.Sqrt(2)));

    private static double ByTanh(double x) => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    private static IEnumerable<GraphNode> Fused(GraphIndex index, GraphNode node)
    {
        string x = node.Input(0);
        if (node is { Domain: GraphModel.Microsoft, OpType: "Gelu" or "BiasGelu" or "FastGelu" })
        {
            string biased = node.Input(1).Length > 0 ? $"{node.Output}/biased" : x;
            if (biased != x)
                yield return GraphNode.Of("Add", [x, node.Input(1)], biased);
            yield return Make(biased, node.Output, node.OpType == "FastGelu");
            yield break;
        }

        yield return node.OpType == "Mul" && Source(index, node, 0) is { Length: > 0 } value && Form(index, node, value) is { } tanh ? Make(value, node.Output, tanh) : node;
    }

    private static GraphNode Make(string x, string output, bool tanh) => tanh
        ? GraphNode.Of("Gelu", [x], output, OnnxWriter.Text("approximate", "tanh"))
        : GraphNode.Of("Gelu", [x], output);

    /// <summary>The one value from which a node is computed; null if there are several, "" if only numbers are.</summary>
    private static string? Source(GraphIndex index, GraphNode node, int depth)
    {
        string source = "";
        foreach (string input in node.Inputs)
        {
            if (index.Model.Tensor(input)?.Scalar != null)
                continue;
            string? from = index.ProducerOf(input) is { } before && IsInside(index, before) && depth < MostOperators ? Source(index, before, depth + 1) : input;
            if (from == null || (source.Length > 0 && from.Length > 0 && from != source))
                return null;
            source = from.Length > 0 ? from : source;
        }

        return source;
    }

    private static bool IsInside(GraphIndex index, GraphNode node) =>
        node.OpType is "Mul" or "Add" or "Sub" or "Div" or "Pow" or "Erf" or "Tanh" && !node.Inputs.Any(input => index.Model.Tensor(input) is { Scalar: null });

    /// <summary>Whether a node computes Gelu, by its definition (false) or by tanh (true); null if it does not.</summary>
    private static bool? Form(GraphIndex index, GraphNode node, string source)
    {
        double[] places = [.. Enumerable.Range(-24, 49).Select(i => i / 4.0)];
        double[] values = Array.ConvertAll(places, x => Evaluate(index, node.Output, source, x));
        bool Is(Func<double, double> gelu) => places.Zip(values).All(pair => Math.Abs(pair.Second - gelu(pair.First)) <= Tolerance);
        return Is(Exact) ? false : Is(ByTanh) ? true : null;
    }

    private static double Evaluate(GraphIndex index, string value, string source, double x)
    {
        if (value == source)
            return x;
        if (index.Model.Tensor(value)?.Scalar is { } number)
            return number;
        if (index.ProducerOf(value) is not { } node)
            return double.NaN;
        double left = Evaluate(index, node.Input(0), source, x), right = node.Inputs.Length > 1 ? Evaluate(index, node.Input(1), source, x) : 0;
        return node.OpType switch
        {
            "Mul" => left * right,
            "Add" => left + right,
            "Sub" => left - right,
            "Div" => left / right,
            "Pow" => Math.Pow(left, right),
            "Erf" => ErrorFunction(left),
            "Tanh" => Math.Tanh(left),
            _ => double.NaN,
        };
    }

    /// <summary>To seven digits (Abramowitz and Stegun 7.1.26).</summary>
    private static double ErrorFunction(double x)
    {
        double t = 1 / (1 + (0.3275911 * Math.Abs(x)));
        double tail = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        return Math.Sign(x) * (1 - (tail * Math.Exp(-x * x)));
    }
}
