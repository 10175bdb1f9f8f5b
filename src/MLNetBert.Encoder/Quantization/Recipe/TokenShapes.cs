using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// The shapes of values with a row for each token, [texts, length, channels], made once for the whole graph: for a short text alone, the time goes with the number of operators.
/// </summary>
/// <param name="model">The graph.</param>
/// <param name="value">A value of such a shape, in front of all that are to be shaped like it.</param>
internal sealed class TokenShapes(GraphModel model, string value)
{
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <summary>The name of a vector with the zero point for each token.</summary>
    public string ZeroPoints(byte zeroPoint) => Node("Expand", $"zero_points_{zeroPoint}", [GraphConstants.ZeroPoint(model, zeroPoint), Tokens]);

    /// <summary>The name of the shape [texts, length, channels].</summary>
    public string Shape(int channels) => Node("Concat", $"shape_{channels}", [TextsAndLength, GraphConstants.Integers(model, $"channels_{channels}", channels)], OnnxWriter.Int("axis", 0));

    /// <summary>Whether a value that was computed for calibration texts has such a shape.</summary>
    public static bool Fits(IEnumerable<StreamValue> values, ImmutableArray<CalibrationBatch> batches) =>
        batches.Any(batch => batch.Texts > 1) && values.Zip(batches).All(pair => pair.First.Shape is [var texts, var length, _] && texts == pair.Second.Texts && length == pair.Second.Length);

    private string Tokens => Node("ReduceProd", "tokens", [TextsAndLength]);

    private string TextsAndLength => Node("Slice", "texts_and_length", [Node("Shape", "shape", [value]), GraphConstants.Integers(model, "zero", 0), GraphConstants.Integers(model, "two", 2)]);

    private string Node(string opType, string name, ImmutableArray<string> inputs, params ReadOnlySpan<ProtoWriter> attributes)
    {
        var node = GraphNode.Of(opType, inputs, $"int8/tokens/{name}", attributes);
        if (_made.Add(node.Output))
            model.Nodes.Add(node);
        return node.Output;
    }
}
