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
    private const int GroupsToKeep = 2;

    private readonly Queue<string[]> _inputs = new();
    private readonly Dictionary<string, float[]> _biases = new(StringComparer.Ordinal);

    public void Quantize(LinearGroup group)
    {
        bool isShared = group.Places.Length > 1;
        if (!isShared)
            Advance(group);
        Smoothing smoothing = Smooth(group);
        (OutlierChannels outliers, byte zeroPoint) = group.Kind == InputKind.Gelu ? new GeluValues(group, floats).Choose() : (OutlierChannels.None(group.Inputs), ActivationNodes.Middle);
        foreach (LinearPlace place in group.Places)
        {
            AddInput(quantized.Model, place, smoothing, zeroPoint, outliers);
            if (isShared)
                AddInput(floats.Model, place, smoothing, zeroPoint, outliers);
        }

        ChannelMoments moments = GroupMoments.Of(group, place => Dequantized(place, smoothing), isShared ? floats : quantized, floats, quantized);
        bool perToken = !isShared && TokenShapes.Fits(quantized.Get(Dequantized(group.Places[0], smoothing)), quantized.Batches);
        group.Result = new(smoothing, zeroPoint, outliers, perToken, LayerFit.Make(moments, outliers.Rows(group.Weights(smoothing)), greatestCode, outliers.Outliers.Length));
        foreach (LinearPlace place in group.Places)
            Replace(group, place);
        if (!isShared)
            return;
        floats.KeepOnly([]);
        quantized.KeepOnly([]);
    }

    /// <summary>
    /// Takes the texts on to the group's input, and lets go of what was needed to make it. The result of a Gelu is large, and needed once: the quantized input is made from what is in
    /// front of it.
    /// </summary>
    private void Advance(LinearGroup group)
    {
        if (group.Kind == InputKind.Gelu)
            return;
        string[] now = [.. group.Places.Select(place => place.Input)], kept = [.. _inputs.SelectMany(inputs => inputs), .. now];
        foreach (CalibrationStream stream in (CalibrationStream[])[floats, quantized])
        {
            stream.Load(now);
            stream.KeepOnly(kept);
        }

        _inputs.Enqueue(now);
        if (_inputs.Count > GroupsToKeep)
            _inputs.Dequeue();
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

        bool isContext = group.Kind == InputKind.Context;
        float[] shift = isContext ? _biases[group.Places[0].Attention!.Value.Output] : ranges.Middle, range = ranges.From(shift);
        double strength = isContext ? ContextStrength : group.Layers.Length > 1 ? SharedStrength : SingleStrength;
        var first = Smoothing.Of(range, shift, group.Layers.Select(layer => (ReadOnlyMemory<float>)layer.Weight.Floats.ToArray()), strength);
        if (group.Places.Length > 1)
            return first; // Of weights at many places, the inputs are not all at hand.
        StreamValue[] rows = floats.Get(group.Places[0].Input);
        SmoothingSearch search = new(rows.Select((value, i) => (value.Values, floats.Batches[i].Weight)), group.Weights(), group.Inputs, greatestCode);
        return search.Run(first, range, keepShift: isContext);
    }

    /// <summary>Adds the smoothed and quantized input to a graph, as numbers.</summary>
    private static void AddInput(GraphModel model, LinearPlace place, Smoothing smoothing, byte zeroPoint, OutlierChannels outliers)
    {
        string value = place.Input;
        if (!outliers.Outliers.IsEmpty)
        {
            outliers.AddDequantized(model, value, zeroPoint);
            return;
        }

        if (!smoothing.IsNone)
        {
            model.Add(GraphTensor.Of<float>($"{place.Smoothed}/shift", GraphTensor.Float, smoothing.Shift, smoothing.Shift.Length));
            model.Add(GraphTensor.Of<float>($"{place.Smoothed}/factor", GraphTensor.Float, Array.ConvertAll(smoothing.Scale, scale => 1 / scale), smoothing.Scale.Length));
            model.Nodes.Add(GraphNode.Of("Sub", [value, $"{place.Smoothed}/shift"], $"{place.Smoothed}/shifted"));
            model.Nodes.Add(GraphNode.Of("Mul", [$"{place.Smoothed}/shifted", $"{place.Smoothed}/factor"], place.Smoothed));
            value = place.Smoothed;
        }

        ActivationNodes.AddDequantized(model, model.Nodes, value, zeroPoint, place.Layers[0].Inputs);
    }

    private static string Dequantized(LinearPlace place, Smoothing smoothing) => ActivationNodes.Dequantized(smoothing.IsNone ? place.Input : place.Smoothed);

    /// <summary>Puts the quantized layers, as numbers, into the graph in place of the original ones.</summary>
    private void Replace(LinearGroup group, LinearPlace place)
    {
        (QuantizedGroup result, GraphModel model, int from) = (group.Result!, quantized.Model, 0);
        foreach (LinearLayer layer in place.Layers)
        {
            (sbyte[] codes, float[] scales, float[] bias) = result.Part([.. Enumerable.Range(from, layer.Outputs)]);
            float[] weights = [.. codes.Select((code, i) => code * scales[i % scales.Length]), .. result.Layer.OutlierWeights];
            string name = $"{layer.Output}/dequantized";
            model.Add(GraphTensor.Of<float>($"{name}/weight", GraphTensor.Float, weights, layer.Inputs, layer.Outputs));
            model.Add(GraphTensor.Of<float>($"{name}/bias", GraphTensor.Float, bias, layer.Outputs));
            model.Nodes.Remove(layer.MatMul);
            if (layer.Add != null)
                model.Nodes.Remove(layer.Add);
            model.Nodes.Add(GraphNode.Of("MatMul", [Dequantized(place, result.Smoothing), $"{name}/weight"], $"{name}/product"));
            model.Nodes.Add(GraphNode.Of("Add", [$"{name}/product", $"{name}/bias"], layer.Output));
            _biases[layer.Output] = bias;
            from += layer.Outputs;
        }
    }
}
