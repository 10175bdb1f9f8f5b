using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>Writes the quantized groups into the graph, in place of the float layers, with what smooths their inputs folded into what is there anyway.</summary>
internal sealed class QuantizedGraph
{
    private readonly GraphModel _model;
    private readonly GraphIndex _index;
    private readonly Dictionary<string, (QuantizedGroup Result, int From)> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OutlierChannels> _outliers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _biases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withoutBias = new(StringComparer.Ordinal);
    private TokenShapes? _tokens;

    private QuantizedGraph(GraphModel model, IReadOnlyList<LinearGroup> groups)
    {
        (_model, _index) = (model, new GraphIndex(model));
        foreach (LinearGroup group in groups)
        {
            foreach (LinearPlace place in group.Places)
            {
                int from = 0;
                foreach (LinearLayer layer in place.Layers)
                {
                    _parts[layer.Output] = (group.Result!, from);
                    _biases[layer.Output] = group.Result!.Layer.Bias[from..(from + layer.Outputs)];
                    from += layer.Outputs;
                }

                if (!group.Result!.Outliers.Outliers.IsEmpty)
                    _outliers[place.Gelu!.Value.Before.Output] = group.Result.Outliers;
            }
        }
    }

    /// <summary>Rewrites a graph in which the groups were found.</summary>
    public static void Write(GraphModel model, IReadOnlyList<LinearGroup> groups, WordTable? words)
    {
        QuantizedGraph graph = new(model, groups);
        foreach (LinearGroup group in groups)
        {
            foreach (LinearPlace place in group.Places)
                graph.FoldSmoothing(group, place);
        }

        foreach (LinearGroup group in groups)
        {
            foreach (LinearPlace place in group.Places)
                graph.Replace(group, place);
        }

        words?.Write(model);
        model.Opsets[GraphModel.Microsoft] = 1;
    }

    private void FoldSmoothing(LinearGroup group, LinearPlace place)
    {
        Smoothing smoothing = group.Result!.Smoothing;
        if (group.Kind == InputKind.Norm && !smoothing.IsNone)
            FoldIntoNorm(place, smoothing);
        if (group.Kind != InputKind.Context)
            return;
        AttentionPattern attention = place.Attention!;
        _withoutBias.Add(attention.Value.Output);
        if (attention.Key != null)
            _withoutBias.Add(attention.Key.Output);
        _valueScales[attention.Value.Output] = smoothing.Scale;
    }

    private readonly Dictionary<string, float[]> _valueScales = new(StringComparer.Ordinal);

    /// <summary>The norm gives the smoothed value. The residual connection undoes the scale, and the bias of the layer that it is added to has the shift; anything else gets the value as it was.</summary>
    private void FoldIntoNorm(LinearPlace place, Smoothing smoothing)
    {
        (GraphNode norm, string value, string smoothed) = (place.Front!, place.Input, place.Smoothed);
        float[] weight = _model.Tensor(norm.Inputs[1])!.Floats.ToArray(), bias = _model.Tensor(norm.Inputs[2])!.Floats.ToArray();
        for (int k = 0; k < weight.Length; k++)
            (weight[k], bias[k]) = (weight[k] / smoothing.Scale[k], (float)(((double)bias[k] - smoothing.Shift[k]) / smoothing.Scale[k]));
        _model.Nodes.Remove(norm);
        _model.Nodes.Add(norm with { Inputs = [norm.Inputs[0], Vector($"{smoothed}/weight", weight), Vector($"{smoothed}/bias", bias)], Outputs = [smoothed], Name = smoothed });
        _model.Nodes.Add(GraphNode.Of("Mul", [smoothed, Vector($"{smoothed}/scale", smoothing.Scale)], $"{smoothed}/unscaled"));
        HashSet<GraphNode> layers = [.. place.Layers.Select(layer => layer.MatMul)];
        bool isNeeded = _index.IsOutput(value);
        foreach (GraphNode consumer in _index.ConsumersOf(value).Where(node => !layers.Contains(node)))
        {
            if (consumer.OpType == "Shape")
                Rename(consumer, value, smoothed);
            else if (consumer.OpType == "Add" && _biases.TryGetValue(GraphIndex.Other(consumer, value), out float[]? layerBias) && _index.OnlyConsumerOf(GraphIndex.Other(consumer, value)) == consumer)
                AddResidual(consumer, value, smoothed, layerBias, smoothing.Shift);
            else
                isNeeded = true;
        }

        _model.Kept.Add(Vector($"{smoothed}/shift", smoothing.Shift)); // Hidden layers are restored with it.
        if (isNeeded)
            _model.Nodes.Add(GraphNode.Of("Add", [$"{smoothed}/unscaled", $"{smoothed}/shift"], value));
    }

    private void AddResidual(GraphNode add, string value, string smoothed, float[] layerBias, float[] shift)
    {
        Rename(add, value, $"{smoothed}/unscaled");
        _biases[GraphIndex.Other(add, value)] = [.. layerBias.Zip(shift, (bias, moved) => bias + moved)];
    }

    // Of a node that may have been renamed in its other input before.
    private void Rename(GraphNode node, string value, string other)
    {
        int at = _model.Nodes.FindIndex(now => now.Outputs[0] == node.Outputs[0]);
        _model.Nodes[at] = _model.Nodes[at] with { Inputs = [.. _model.Nodes[at].Inputs.Select(input => input == value ? other : input)] };
    }

    private void Replace(LinearGroup group, LinearPlace place)
    {
        QuantizedGroup result = group.Result!;
        string input = group.Kind == InputKind.Norm && !result.Smoothing.IsNone ? place.Smoothed : place.Input;
        if (result.PerToken)
            _tokens ??= new(_model, input);
        (string codes, string scales) = ActivationNodes.Add(_model, _model.Nodes, input, result.ZeroPoint, result.Outliers.Others.Length, result.PerToken ? _tokens : null);
        foreach (LinearLayer layer in place.Layers)
        {
            RemoveNode(layer.MatMul);
            if (layer.Add != null)
                RemoveNode(layer.Add);
            OutlierChannels apart = _outliers.GetValueOrDefault(layer.Output, OutlierChannels.None(layer.Outputs));
            if (!apart.Outliers.IsEmpty)
                AddProduct(group, layer, (codes, scales), apart.Outliers, OutliersOf(layer.Output));
            AddProduct(group, layer, (codes, scales), apart.Others, layer.Output, result.Outliers.Outliers.IsEmpty ? null : OutlierProduct(place, layer));
        }
    }

    private static string OutliersOf(string value) => $"{value}/outliers";

    /// <summary>Adds a layer's integer product, or some of its outputs alone, and what must be added to it: the bias, unless that is given.</summary>
    private void AddProduct(LinearGroup group, LinearLayer layer, (string Codes, string Scales) input, ImmutableArray<int> outputs, string name, string? bias = null)
    {
        (string weight, string weightScales) = Weights(group, layer, outputs, name);
        string product = $"{name}/product", scaled = _withoutBias.Contains(name) ? name : $"{name}/scaled";
        string one = GraphConstants.Number(_model, "one", 1), zeroPoint = GraphConstants.ZeroPoint(_model, group.Result!.ZeroPoint);
        _model.Nodes.Add(GraphNode.Of("MatMulIntegerToFloat", [input.Codes, weight, one, weightScales, zeroPoint, Zeros(name, outputs.Length)], product) with { Domain = GraphModel.Microsoft });
        _model.Nodes.Add(GraphNode.Of("Mul", [product, input.Scales], scaled));
        if (scaled != name)
            _model.Nodes.Add(GraphNode.Of("Add", [scaled, bias ?? Vector($"{name}/bias", [.. outputs.Select(output => _biases[layer.Output][output])])], name));
    }

    /// <summary>What the outliers give, and the bias.</summary>
    private string OutlierProduct(LinearPlace place, LinearLayer layer)
    {
        (GraphNode gelu, float[] weights, string name) = (place.Gelu!.Value.Node, _parts[layer.Output].Result.Layer.OutlierWeights, OutliersOf(layer.Output));
        string weight = Add(GraphTensor.Of<float>($"{layer.Weight.Name}/outliers", GraphTensor.Float, weights, weights.Length / layer.Outputs, layer.Outputs));
        _model.Nodes.Add(gelu with { Inputs = [OutliersOf(gelu.Inputs[0])], Outputs = [OutliersOf(gelu.Output)], Name = OutliersOf(gelu.Output) });
        _model.Nodes.Add(GraphNode.Of("MatMul", [OutliersOf(gelu.Output), weight], $"{name}/product"));
        _model.Nodes.Add(GraphNode.Of("Add", [$"{name}/product", Vector($"{layer.Output}/bias", _biases[layer.Output])], name));
        return name;
    }

    /// <summary>The names of a layer's integer weights, which places share, and of its scales.</summary>
    private (string Codes, string Scales) Weights(LinearGroup group, LinearLayer layer, ImmutableArray<int> outputs, string name)
    {
        (QuantizedGroup result, int from) = _parts[layer.Output];
        (sbyte[] codes, float[] scales, _) = result.Part([.. outputs.Select(output => from + output)]);
        if (_valueScales.TryGetValue(layer.Output, out float[]? divisors))
            scales = [.. scales.Zip(divisors, (scale, divisor) => scale / divisor)];
        string shared = $"{group.Name}/{layer.Weight.Name}{name[layer.Output.Length..]}/int8";
        string weight = Add(GraphTensor.Of<sbyte>(shared, GraphTensor.Int8, codes, codes.Length / outputs.Length, outputs.Length));
        return (group.Places.Length > 1 ? OwnName(weight, name) : weight, Vector($"{name}/weight_scales", scales));
    }

    /// <summary>
    /// A name of its own for weights that several places share, which the runtime makes a copy of when it opens the file, as it does anyway when it packs them: its exact kernels for x64
    /// without VNNI stumble over weights that two nodes take.
    /// </summary>
    private string OwnName(string weight, string name)
    {
        long[] shape = _model.Tensor(weight)!.Dimensions;
        _model.Nodes.Add(GraphNode.Of("Reshape", [weight, GraphConstants.Integers(_model, $"shape_{shape[0]}_{shape[1]}", shape)], $"{name}/int8"));
        return _model.Nodes[^1].Output;
    }

    // Its own for each node: the runtime stumbles over shared ones when it makes uint8 of int8 weights, for the sake of exact sums.
    private string Zeros(string name, int outputs) => Add(GraphTensor.Of<sbyte>($"{name}/weight_zero_points", GraphTensor.Int8, new sbyte[outputs], outputs));

    private void RemoveNode(GraphNode node) => _model.Nodes.RemoveAll(now => now.Outputs[0] == node.Outputs[0]);

    private string Vector(string name, float[] values) => Add(GraphTensor.Of<float>(name, GraphTensor.Float, values, values.Length));

    private string Add(GraphTensor tensor)
    {
        _model.Add(tensor);
        return tensor.Name;
    }
}
