using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// The table of word embeddings as int8 with a scale for each row. Rows of the most frequent tokens ([CLS], [SEP], full stop) have a few great values, always in the same channels: a factor for
/// each channel takes them out of the rows' scales.
/// </summary>
/// <param name="Lookup">The node that looks ids up in it.</param>
/// <param name="Table">The float table.</param>
/// <param name="Codes">The rows as integers.</param>
/// <param name="Factors">A factor for each channel.</param>
/// <param name="Scales">A scale for each row.</param>
internal sealed record WordTable(GraphNode Lookup, GraphTensor Table, sbyte[] Codes, float[] Factors, float[] Scales)
{
    private const int GreatestCode = 127;

    /// <summary>The table in which ids are looked up; null if there is none.</summary>
    public static WordTable? Find(GraphModel model, string ids)
    {
        GraphNode? lookup = model.Nodes.FirstOrDefault(node => node is { OpType: "Gather", Domain: "" } && node.Inputs[1] == ids && model.Tensor(node.Inputs[0]) is { IsMatrix: true });
        return lookup == null ? null : Quantize(lookup, model.Tensor(lookup.Inputs[0])!);
    }

    /// <summary>The float table of what the codes stand for.</summary>
    public GraphTensor Dequantized()
    {
        int size = Codes.Length / Scales.Length;
        float[] values = new float[Codes.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = Codes[i] * Factors[i % size] * Scales[i / size];
        return GraphTensor.Of<float>(Table.Name, GraphTensor.Float, values, Table.Dimensions);
    }

    /// <summary>Puts it in the float table's place.</summary>
    public void Write(GraphModel model)
    {
        string name = Table.Name, ids = Lookup.Inputs[1];
        model.Add(GraphTensor.Of<sbyte>($"{name}/int8", GraphTensor.Int8, Codes, Table.Dimensions));
        model.Add(GraphTensor.Of<float>($"{name}/factors", GraphTensor.Float, Factors, Table.Dimensions[1]));
        model.Add(GraphTensor.Of<float>($"{name}/scales", GraphTensor.Float, Scales, Table.Dimensions[0], 1));
        model.Nodes.Remove(Lookup);
        model.Nodes.AddRange(
        [
            GraphNode.Of("Gather", [$"{name}/int8", ids], $"{name}/codes", OnnxWriter.Int("axis", 0)),
            GraphNode.Of("Cast", [$"{name}/codes"], $"{name}/numbers", OnnxWriter.Int("to", GraphTensor.Float)),
            GraphNode.Of("Gather", [$"{name}/scales", ids], $"{name}/scale", OnnxWriter.Int("axis", 0)),
            GraphNode.Of("Mul", [$"{name}/numbers", $"{name}/factors"], $"{name}/unscaled"),
            GraphNode.Of("Mul", [$"{name}/unscaled", $"{name}/scale"], Lookup.Output),
        ]);
    }

    private static WordTable Quantize(GraphNode lookup, GraphTensor table)
    {
        (int rows, int size) = ((int)table.Dimensions[0], (int)table.Dimensions[1]);
        sbyte[] codes = new sbyte[rows * size];
        float[] scales = new float[rows], factors = Factor(table.Floats, size), row = new float[size];
        for (int i = 0; i < rows; i++)
        {
            TensorPrimitives.Divide(table.Floats.Slice(i * size, size), factors, row);
            float greatest = Math.Abs(TensorPrimitives.MaxMagnitude<float>(row));
            scales[i] = greatest > 0 ? greatest / GreatestCode : 1;
            for (int k = 0; k < size; k++)
                codes[(i * size) + k] = (sbyte)Math.Clamp(MathF.Round(row[k] / scales[i]), -GreatestCode, GreatestCode);
        }

        return new(lookup, table, codes, factors, scales);
    }

    /// <summary>The root of each channel's greatest value, geometric mean 1: half of its range goes into the factor.</summary>
    private static float[] Factor(ReadOnlySpan<float> table, int size)
    {
        double[] greatest = new double[size];
        for (int i = 0; i < table.Length; i++)
            greatest[i % size] = Math.Max(greatest[i % size], Math.Abs(table[i]));
        double[] roots = Array.ConvertAll(greatest, value => Math.Log(Math.Max(value, 1e-30)) / 2);
        double mean = roots.Sum() / size;
        return Array.ConvertAll(roots, root => Smoothing.Clamped(root - mean));
    }
}
