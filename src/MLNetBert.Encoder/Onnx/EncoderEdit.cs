namespace MLNetBert.Encoder.Onnx;

/// <summary>The edits of an encoder's graph: other layers' token vectors as its output, word embeddings as its input.</summary>
internal sealed class EncoderEdit(OnnxGraph graph)
{
    /// <summary>The output that <see cref="TakeHiddenLayers"/> makes.</summary>
    public const string TokenVectors = "hidden_layer_token_vectors";

    /// <summary>The input that <see cref="FeedEmbeddings"/> makes.</summary>
    public const string InputsEmbeds = "inputs_embeds";

    /// <summary>How the quantizer names a smoothed norm with its scale undone, and its shift.</summary>
    private const string Unscaled = "/smoothed/unscaled", Shift = "/smoothed/shift";

    private readonly GraphEdit _edit = new(graph);
    private string? _droppedInput;

    /// <summary>Keeps the file's outputs with these names.</summary>
    public void KeepOutputs(IEnumerable<string> names)
    {
        foreach (OnnxValueInfo? output in graph.Outputs.Where(output => names.Contains(output.Name)))
            _edit.AddOutput(output.Name, output.ElementType, output.Dimensions.IsDefault ? null : output.Dimensions);
    }

    /// <summary>Makes the token vectors of hidden layers the output <see cref="TokenVectors"/>, float; the layers after them are left out.</summary>
    /// <param name="values">The layers' values, in the order in which they are joined.</param>
    /// <param name="average">Whether to average them; if not, they are joined.</param>
    public void TakeHiddenLayers(IReadOnlyList<string> values, bool average)
    {
        string[] floats = values.Select((_, i) => $"hidden_layer_{i}").ToArray();
        for (int i = 0; i < floats.Length; i++)
            _edit.AddNode("Cast", [WithShift(values[i], i)], floats[i], OnnxWriter.Int("to", OnnxWriter.Float));
        if (average)
            _edit.AddNode("Mean", floats, TokenVectors);
        else
            _edit.AddNode("Concat", floats, TokenVectors, OnnxWriter.Int("axis", -1));
        _edit.AddOutput(TokenVectors, OnnxWriter.Float, ["", "", ""]);
    }

    /// <summary>Like <see cref="TakeHiddenLayers"/>, but the weighted mean of layers: the sum of weights times layers, divided by the sum of weights.</summary>
    public void TakeWeightedLayers(IReadOnlyList<string> values, float[] weights)
    {
        string[] products = values.Select((_, i) => $"weighted_layer_{i}").ToArray();
        for (int i = 0; i < products.Length; i++)
        {
            _edit.AddNode("Cast", [values[i]], $"hidden_layer_{i}", OnnxWriter.Int("to", OnnxWriter.Float));
            _edit.AddWeight($"layer_weight_{i}", weights[i]);
            _edit.AddNode("Mul", [$"hidden_layer_{i}", $"layer_weight_{i}"], products[i]);
        }

        float sum = 0;
        foreach (float weight in weights)
            sum += weight;
        _edit.AddWeight("layer_weights", sum);
        _edit.AddNode("Sum", products, "weighted_layers");
        _edit.AddNode("Div", ["weighted_layers", "layer_weights"], TokenVectors);
        _edit.AddOutput(TokenVectors, OnnxWriter.Float, ["", "", ""]);
    }

    /// <summary>
    /// Makes the looked-up word embeddings the input <see cref="InputsEmbeds"/>. The ids stay an input if the graph uses them for more
    /// than the look-up: their shape, or which of them are padding. Call it after the outputs are set.
    /// </summary>
    /// <returns>Whether the ids stay.</returns>
    public bool FeedEmbeddings(WordEmbeddingTable embeddings, string inputIds)
    {
        OnnxValueInfo ids = graph.Inputs.First(input => input.Name == inputIds);
        string[] dimensions = ids.Dimensions.IsDefault ? ["", "", $"{embeddings.Size}"] : [.. ids.Dimensions, $"{embeddings.Size}"];
        _edit.Feed(embeddings.Value, InputsEmbeds, embeddings.ElementType, dimensions);
        _droppedInput = _edit.Takes(inputIds) ? null : inputIds;
        return _droppedInput == null;
    }

    /// <summary>In int8 files of this library the residual connections carry smoothed norms, without their shift: it is in the biases.</summary>
    private string WithShift(string value, int layer)
    {
        string shift = value.EndsWith(Unscaled, StringComparison.Ordinal) ? $"{value[..^Unscaled.Length]}{Shift}" : "";
        if (!graph.Initializers.ContainsKey(shift))
            return value;
        _edit.AddNode("Add", [value, shift], $"hidden_layer_{layer}_shifted");
        return $"hidden_layer_{layer}_shifted";
    }

    /// <summary>The edited file.</summary>
    public byte[] Write() => _edit.Write(_droppedInput);
}
