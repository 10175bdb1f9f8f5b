namespace MLNetBert.Encoder.Onnx;

/// <summary>
/// Finds the value of every layer's token vectors: the embeddings' first, then each layer's, as in transformers' hidden_states. If the
/// file does not export them, they are found by the residual connections: a layer of an encoder with norms after its blocks is
/// LayerNorm(x + attention(x)), then LayerNorm(y + feed-forward(y)).
/// </summary>
internal static partial class HiddenStates
{
    /// <summary>The values of layers 0 (the embeddings) to n (the token vectors).</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="tokenVectors">The output with the last layer's token vectors.</param>
    /// <param name="layers">How many layers there are according to config.json; null if it does not say.</param>
    /// <exception cref="BadInputException">They cannot be found; the message says what was looked for.</exception>
    public static IReadOnlyList<string> Find(OnnxGraph graph, string tokenVectors, int? layers)
    {
        List<string> found = Exported(graph) ?? Residuals(graph, tokenVectors);
        if (found.Count < 2)
        {
            throw new BadInputException(
                $"{graph.Path}: the layers' token vectors cannot be found: it exports no outputs hidden_states.0, hidden_states.1, ..., and '{tokenVectors}' "
                + "was not seen to come from pairs of LayerNorm(x + block(x)), one after attention and one after the feed-forward part; "
                + "export the model with output_hidden_states, or take an export that is not fused.")
            { Code = "model.hidden-layer", File = graph.Path };
        }

        return layers is { } said && said != found.Count - 1
            ? throw new BadInputException($"{graph.Path}: {found.Count - 1} layers were found in the graph, but config.json says {said}; export the model with output_hidden_states.") { Code = "model.hidden-layer", File = graph.Path }
            : found;
    }

    private static List<string>? Exported(OnnxGraph graph)
    {
        SortedDictionary<int, string> outputs = [];
        foreach (OnnxValueInfo output in graph.Outputs)
        {
            if (Numbered().Match(output.Name) is { Success: true } match)
                outputs[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)] = output.Name;
        }

        // The last layer's is often the token vectors themselves, and has only their name.
        if (outputs.Count == 0 || !outputs.Keys.SequenceEqual(Enumerable.Range(0, outputs.Count)))
            return null;
        return [.. outputs.Values];
    }

    private static List<string> Residuals(OnnxGraph graph, string tokenVectors)
    {
        // From the last norm back: token vectors, its attention's norm, the layer before, ...
        List<string> chain = [];
        for (string? value = tokenVectors; value != null; value = LayerNormalization.Of(graph, value)?.Residual(graph))
            chain.Add(value);
        if (chain.Count % 2 == 0)
            return [];
        return [.. chain.Where((_, i) => i % 2 == 0).Reverse()];
    }

    [GeneratedRegex(@"^(?:all_)?hidden_states?[._/]?(\d+)(?::0)?$")]
    private static partial Regex Numbered();
}
