using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>Quantizes one group of layers after another, from the first to the last: each learns what the ones before did to its input.</summary>
/// <param name="floats">The calibration texts in the float32 graph.</param>
/// <param name="quantized">The same texts in the graph whose layers become quantized one after another.</param>
/// <param name="greatestCode">The greatest integer weight.</param>
internal sealed class GroupRecipe(CalibrationStream floats, CalibrationStream quantized, int greatestCode)
{
    /// <summary>How much of a channel's range goes into the weights: of layers that share an input (queries, keys and values), of a single one, and of what follows attention.</summary>
    private const double SharedStrength = 0.9, SingleStrength = 0.85, ContextStrength = 0.8;

    /// <summary>The residual connections reach back over two groups.</summary>
    private const int GroupsToKeep = 3;

    private readonly Queue<string[]> _recent = new();
    private readonly Dictionary<string, float[]> _biases = new(StringComparer.Ordinal);

    public void Quantize(LinearGroup group)
    {
        bool isShared = group.Places.Length > 1;
        Smoothing smoothing = Smooth(group);
        foreach (LinearPlace place in group.Places)
        {
            AddInput(quantized.Model, group, place, smoothing);
            if (isShared)
                AddInput(floats.Model, group, place, smoothing);
        }

        ChannelMoments moments = Moments(group, smoothing, isShared ? floats : quantized);
        (sbyte[] codes, float[] scales, float[] bias) = LayerFit.Make(moments, Weights(group, smoothing), greatestCode);
        group.Result = new(smoothing, codes, scales, bias);
        foreach (LinearPlace place in group.Places)
            Replace(group, place);
        _recent.Enqueue([.. group.Places.SelectMany(place => (string[])[place.Input, Dequantized(group, place, smoothing), place.Layers[0].Output])]);
        if (_recent.Count > GroupsToKeep)
            _recent.Dequeue();
        string[] kept = [.. _recent.SelectMany(names => names)];
        floats.KeepOnly(isShared ? [] : kept);
        quantized.KeepOnly(isShared ? [] : kept);
    }

    private Smoothing Smooth(LinearGroup group)
    {
        if (group.Kind is InputKind.Plain or InputKind.Gelu)
            return Smoothing.None(group.Inputs);
        ChannelRanges ranges = new(group.Inputs);
        foreach (LinearPlace place in group.Places)
        {
            foreach (StreamValue value in floats.Get(place.Input))
                ranges.Add(value.Values);
            if (group.Places.Length > 1)
                floats.KeepOnly([place.Input]);
        }

        float[] shift = group.Kind == InputKind.Context ? _biases[group.Places[0].Attention!.Value.Output] : ranges.Middle;
        double strength = group.Kind == InputKind.Context ? ContextStrength : group.Layers.Length > 1 ? SharedStrength : SingleStrength;
        return Smoothing.Of(ranges.From(shift), shift, group.Layers.Select(layer => (ReadOnlyMemory<float>)layer.Weight.Floats.ToArray()), strength);
    }

    /// <summary>Adds the smoothed and quantized input to a graph, as numbers.</summary>
    private static void AddInput(GraphModel model, LinearGroup group, LinearPlace place, Smoothing smoothing)
    {
        string value = place.Input;
        if (!smoothing.IsNone)
        {
            model.Add(GraphTensor.Of<float>($"{place.Smoothed}/shift", GraphTensor.Float, smoothing.Shift, smoothing.Shift.Length));
            model.Add(GraphTensor.Of<float>($"{place.Smoothed}/factor", GraphTensor.Float, Array.ConvertAll(smoothing.Scale, scale => 1 / scale), smoothing.Scale.Length));
            model.Nodes.Add(GraphNode.Of("Sub", [value, $"{place.Smoothed}/shift"], $"{place.Smoothed}/shifted"));
            model.Nodes.Add(GraphNode.Of("Mul", [$"{place.Smoothed}/shifted", $"{place.Smoothed}/factor"], place.Smoothed));
            value = place.Smoothed;
        }

        ActivationNodes.AddDequantized(model, model.Nodes, value, group.Kind, group.Inputs);
    }

    private static string Dequantized(LinearGroup group, LinearPlace place, Smoothing smoothing) => ActivationNodes.Dequantized(smoothing.IsNone ? place.Input : place.Smoothed);

    /// <summary>
    /// The moments of the quantized inputs and the float32 outputs. Where a layer has more outputs than inputs, those with the float32 inputs are taken, and
    /// multiplied by its weights.
    /// </summary>
    private ChannelMoments Moments(LinearGroup group, Smoothing smoothing, CalibrationStream source)
    {
        bool byInputs = group.Layers.Length > 1 || group.Outputs >= group.Inputs;
        ChannelMoments moments = new(group.Inputs, byInputs ? group.Inputs : group.Outputs);
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (LinearPlace place in group.Places)
            {
                string x = Dequantized(group, place, smoothing), y = byInputs ? place.Input : place.Layers[0].Output;
                source.Load(group.Kind is InputKind.Norm or InputKind.Plain ? [place.Input, x] : [x]);
                floats.Load([y]);
                (StreamValue[] xs, StreamValue[] ys) = (source.Get(x), floats.Get(y));
                for (int i = 0; i < xs.Length; i++)
                {
                    double weight = source.Batches[i].Weight;
                    if (pass == 0)
                        moments.AddToMeans(xs[i].Values, ys[i].Values, weight);
                    else
                        moments.Add(xs[i].Values, ys[i].Values, weight);
                }

                if (group.Places.Length > 1)
                    floats.KeepOnly([place.Input]);
            }

            if (pass == 0)
                moments.FinishMeans();
        }

        moments.Finish();
        return byInputs ? moments.Through(Weights(group, Smoothing.None(group.Inputs)), Bias(group)) : moments;
    }

    /// <summary>The original weights of all layers side by side, for the smoothed input.</summary>
    private static double[] Weights(LinearGroup group, Smoothing smoothing)
    {
        double[] weights = new double[group.Inputs * group.Outputs];
        int from = 0;
        foreach (LinearLayer layer in group.Layers)
        {
            ReadOnlySpan<float> values = layer.Weight.Floats;
            for (int i = 0; i < values.Length; i++)
                weights[(i / layer.Outputs * group.Outputs) + from + (i % layer.Outputs)] = (double)values[i] * smoothing.Scale[i / layer.Outputs];
            from += layer.Outputs;
        }

        return weights;
    }

    private static double[] Bias(LinearGroup group) =>
        [.. group.Layers.SelectMany(layer => layer.Bias == null ? new double[layer.Outputs] : Array.ConvertAll(layer.Bias.Floats.ToArray(), value => (double)value))];

    /// <summary>Puts the quantized layers, as numbers, into the graph in place of the original ones.</summary>
    private void Replace(LinearGroup group, LinearPlace place)
    {
        (QuantizedGroup result, GraphModel model, int from) = (group.Result!, quantized.Model, 0);
        foreach (LinearLayer layer in place.Layers)
        {
            (sbyte[] codes, float[] scales, float[] bias) = result.Part(from, layer.Outputs);
            float[] weights = new float[codes.Length];
            for (int i = 0; i < codes.Length; i++)
                weights[i] = codes[i] * scales[i % scales.Length];
            string name = $"{layer.Output}/dequantized";
            model.Add(GraphTensor.Of<float>($"{name}/weight", GraphTensor.Float, weights, layer.Inputs, layer.Outputs));
            model.Add(GraphTensor.Of<float>($"{name}/bias", GraphTensor.Float, bias, layer.Outputs));
            model.Nodes.Remove(layer.MatMul);
            if (layer.Add != null)
                model.Nodes.Remove(layer.Add);
            model.Nodes.Add(GraphNode.Of("MatMul", [Dequantized(group, place, result.Smoothing), $"{name}/weight"], $"{name}/product"));
            model.Nodes.Add(GraphNode.Of("Add", [$"{name}/product", $"{name}/bias"], layer.Output));
            _biases[layer.Output] = bias;
            from += layer.Outputs;
        }
    }
}
