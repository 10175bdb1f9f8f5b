using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>What is in front of a linear layer, and so how its input can be smoothed and quantized.</summary>
internal enum InputKind
{
    /// <summary>Anything: it is quantized as it is.</summary>
    Plain,

    /// <summary>A LayerNormalization, into whose weight and bias scale and shift go.</summary>
    Norm,

    /// <summary>Attention, whose values' weights take the scale and whose values' bias is the shift.</summary>
    Context,

    /// <summary>Gelu, whose values are hardly negative.</summary>
    Gelu,
}

/// <summary>One place in the graph where layers take the same value.</summary>
/// <param name="Input">The value.</param>
/// <param name="Layers">The layers.</param>
/// <param name="Front">The node that makes the value, if it is a LayerNormalization.</param>
/// <param name="Attention">The attention that makes the value, if it is one.</param>
internal sealed record LinearPlace(string Input, ImmutableArray<LinearLayer> Layers, GraphNode? Front, AttentionPattern? Attention)
{
    /// <summary>The name of the smoothed input, as it is quantized.</summary>
    public string Smoothed => $"{Input}/smoothed";

    /// <summary>What is added to a single layer's result, and the sum; null if nothing is.</summary>
    public (string Value, string Sum)? Residual { get; init; }

    /// <summary>The Gelu that makes the value, and the layer in front of it, if nothing else takes what they make; else null.</summary>
    public (GraphNode Node, LinearLayer Before)? Gelu { get; init; }
}

/// <summary>
/// Layers that take the same input, at every place of the graph where they do, ALBERT's layers being one set of weights at many places. They are
/// quantized together.
/// </summary>
internal sealed class LinearGroup(InputKind kind, ImmutableArray<LinearPlace> places)
{
    public InputKind Kind { get; } = kind;

    public ImmutableArray<LinearPlace> Places { get; } = places;

    /// <summary>The layers as they are at the first place.</summary>
    public ImmutableArray<LinearLayer> Layers => Places[0].Layers;

    public int Inputs => Layers[0].Inputs;

    public int Outputs => Layers.Sum(layer => layer.Outputs);

    /// <summary>Whether channels of a Gelu's result may be taken apart: what makes them is used nowhere else.</summary>
    public bool MayHaveOutliers { get; private init; }

    /// <summary>The names of the new weights begin so.</summary>
    public string Name { get; } = places[0].Layers[0].ToString();

    /// <summary>What the recipe found; null before.</summary>
    public QuantizedGroup? Result { get; set; }

    /// <summary>What is added to the result by a residual connection behind attention or Gelu, and the sum; null if nothing is, or the weights are at many places, whose surroundings differ.</summary>
    public (string Value, string Sum)? Residual => Kind is InputKind.Context or InputKind.Gelu && Places.Length == 1 ? Places[0].Residual : null;

    /// <summary>The original weights of all layers side by side, [inputs, outputs]; or those for the smoothed input.</summary>
    public double[] Weights(Smoothing? smoothing = null)
    {
        int outputs = Outputs;
        double[] weights = new double[Inputs * outputs];
        int from = 0;
        foreach (LinearLayer layer in Layers)
        {
            ReadOnlySpan<float> values = layer.Weight.Floats;
            for (int i = 0; i < values.Length; i++)
                weights[(i / layer.Outputs * outputs) + from + (i % layer.Outputs)] = (double)values[i] * (smoothing?.Scale[i / layer.Outputs] ?? 1);
            from += layer.Outputs;
        }

        return weights;
    }

    /// <summary>Their biases; zeros where there is none.</summary>
    public double[] Biases() =>
        [.. Layers.SelectMany(layer => layer.Bias == null ? new double[layer.Outputs] : Array.ConvertAll(layer.Bias.Floats.ToArray(), value => (double)value))];

    /// <summary>The groups of the layers behind a value, in the order in which they run.</summary>
    public static List<LinearGroup> Find(GraphIndex index, string value)
    {
        List<LinearLayer> layers = LinearLayer.Find(index, value);
        Dictionary<string, AttentionPattern> attentions = [];
        foreach (AttentionPattern attention in AttentionPattern.Find(index, layers))
            attentions.TryAdd(attention.Context, attention);
        Dictionary<string, (InputKind Kind, List<LinearPlace> Places)> groups = [];
        Dictionary<string, string> groupOf = [];
        foreach (IGrouping<string, LinearLayer> taken in layers.GroupBy(layer => layer.Input))
        {
            GraphNode? front = index.ProducerOf(taken.Key);
            GraphNode? norm = front is { OpType: "LayerNormalization" } && index.Model.Tensor(front.Input(1)) != null && index.Model.Tensor(front.Input(2)) != null ? front : null;
            AttentionPattern? attention = attentions.GetValueOrDefault(taken.Key);
            // A value whose layers differ in their number of inputs cannot be.
            LinearPlace place = new(taken.Key, [.. taken], norm, attention) { Residual = ResidualOf(index, [.. taken]), Gelu = GeluOf(index, layers, front, [.. taken]) };
            InputKind kind = norm != null ? InputKind.Norm : attention != null ? InputKind.Context : front is { OpType: "Gelu" } ? InputKind.Gelu : InputKind.Plain;
            string key = string.Join('\n', [$"{kind}", norm?.Input(1), norm?.Input(2), attention == null ? "" : groupOf[attention.Value.Output], .. taken.Select(layer => layer.Key)]);
            foreach (LinearLayer layer in taken)
                groupOf[layer.Output] = key;
            (groups.TryGetValue(key, out (InputKind, List<LinearPlace> Places) group) ? group : groups[key] = (kind, [])).Places.Add(place);
        }

        // Weights are written once for all their places, and so must be taken apart at all of them.
        return [.. groups.Values.Select(group => new LinearGroup(group.Kind, [.. group.Places])
        {
            MayHaveOutliers = group.Places.All(place => place.Gelu is { } gelu && gelu.Before.Key == group.Places[0].Gelu!.Value.Before.Key && layers.Count(layer => layer.Weight == gelu.Before.Weight) == group.Places.Count),
        })];
    }

    private static (GraphNode Node, LinearLayer Before)? GeluOf(GraphIndex index, List<LinearLayer> layers, GraphNode? front, LinearLayer[] taken) =>
        front is { OpType: "Gelu" } && taken is [var layer] && index.OnlyConsumerOf(front.Output) == layer.MatMul && index.OnlyConsumerOf(front.Inputs[0]) == front
        && layers.Find(before => before.Output == front.Inputs[0]) is { } made
            ? (front, made)
            : null;

    private static (string Value, string Sum)? ResidualOf(GraphIndex index, LinearLayer[] layers) =>
        layers is [var layer] && index.OnlyConsumerOf(layer.Output) is { OpType: "Add" } sum && GraphIndex.Other(sum, layer.Output) is var other && index.Model.Tensor(other) == null && other != layer.Output
            ? (other, sum.Output)
            : null;
}

/// <summary>What became of a group.</summary>
/// <param name="Smoothing">How its input is smoothed.</param>
/// <param name="ZeroPoint">The zero point of its input.</param>
/// <param name="Outliers">Which of its inputs are not quantized.</param>
/// <param name="PerToken">Whether its input is known to have a row for each token.</param>
/// <param name="Layer">The weights of all layers side by side.</param>
internal sealed record QuantizedGroup(Smoothing Smoothing, byte ZeroPoint, OutlierChannels Outliers, bool PerToken, FittedLayer Layer)
{
    /// <summary>Some of the outputs: of one layer, or of some of its channels.</summary>
    public (sbyte[] Codes, float[] Scales, float[] Bias) Part(IReadOnlyList<int> outputs)
    {
        int all = Layer.Scales.Length, inputs = Layer.Codes.Length / all;
        sbyte[] codes = new sbyte[inputs * outputs.Count];
        for (int i = 0; i < codes.Length; i++)
            codes[i] = Layer.Codes[(i / outputs.Count * all) + outputs[i % outputs.Count]];
        return (codes, [.. outputs.Select(output => Layer.Scales[output])], [.. outputs.Select(output => Layer.Bias[output])]);
    }
}
