using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// A few channels of a Gelu's result that stay float32, and so do their weights (LLM.int8(): Dettmers and others, 2022). In some tokens they have values many times those of all others,
/// which would be rounded in steps as wide.
/// </summary>
/// <param name="Others">The channels that are quantized.</param>
/// <param name="Outliers">Those that are not; none if it would not help.</param>
internal sealed record OutlierChannels(ImmutableArray<int> Others, ImmutableArray<int> Outliers)
{
    private const int Most = 16;

    /// <summary>Of small layers, at most so many of their channels.</summary>
    private const int Share = 8;

    /// <summary>All channels, the outliers last.</summary>
    public ImmutableArray<int> Order => [.. Others, .. Outliers];

    /// <summary>None at all.</summary>
    public static OutlierChannels None(int channels) => new([.. Enumerable.Range(0, channels)], []);

    /// <summary>The channels with the greatest values.</summary>
    /// <param name="sizes">What tells how great the values of each channel are.</param>
    public static OutlierChannels Greatest(double[] sizes)
    {
        int[] sorted = [.. Enumerable.Range(0, sizes.Length).OrderByDescending(channel => sizes[channel])];
        int count = Math.Min(Most, sizes.Length / Share);
        return new([.. sorted[count..].Order()], [.. sorted[..count].Order()]);
    }

    /// <summary>Adds the quantized value to a graph as numbers, [.., channels] in <see cref="Order"/>, and the outliers as they are.</summary>
    public void AddDequantized(GraphModel model, string value, byte zeroPoint)
    {
        string others = $"{value}/others", outliers = $"{value}/outliers";
        model.Nodes.Add(Part(model, value, Others, others));
        model.Nodes.Add(Part(model, value, Outliers, outliers));
        ActivationNodes.AddDequantized(model, model.Nodes, others, zeroPoint, Others.Length);
        model.Nodes.Add(GraphNode.Of("Concat", [ActivationNodes.Dequantized(others), outliers], ActivationNodes.Dequantized(value), OnnxWriter.Int("axis", -1)));
    }

    /// <summary>A matrix's rows in <see cref="Order"/>.</summary>
    public double[] Rows(double[] matrix)
    {
        if (Outliers.IsEmpty)
            return matrix;
        int columns = matrix.Length / (Others.Length + Outliers.Length);
        return [.. Order.SelectMany(channel => new ArraySegment<double>(matrix, channel * columns, columns))];
    }

    private static GraphNode Part(GraphModel model, string value, ImmutableArray<int> channels, string name)
    {
        model.Add(GraphTensor.Of<long>($"{name}/channels", GraphTensor.Int64, [.. channels.Select(channel => (long)channel)], channels.Length));
        return GraphNode.Of("Gather", [value, $"{name}/channels"], name, OnnxWriter.Int("axis", -1));
    }
}
