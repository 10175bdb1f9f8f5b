using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>What the recipe must know about a Gelu's result. It is large, and computed anew for each question: only what is asked for is kept.</summary>
internal sealed class GeluValues(LinearGroup group, CalibrationStream floats)
{
    /// <summary>Outliers are worth their products if the squared scales of the others become less than this part of what they were.</summary>
    private const double LeastGain = 0.9;

    /// <summary>The outliers, if leaving them out makes the scales of the others finer, and the zero point of the others.</summary>
    public (OutlierChannels Outliers, byte ZeroPoint) Choose()
    {
        var none = OutlierChannels.None(group.Inputs);
        OutlierChannels outliers = group.MayHaveOutliers ? OutlierChannels.Greatest(Sizes()) : none;
        (byte zeroPoint, double squares) = ActivationNodes.AfterGelu(Greatest(none));
        if (outliers.Outliers.IsEmpty)
            return (none, zeroPoint);
        (byte ofOthers, double squaresOfOthers) = ActivationNodes.AfterGelu(Greatest(outliers));
        return squaresOfOthers < LeastGain * squares ? (outliers, ofOthers) : (none, zeroPoint);
    }

    /// <summary>How great the values of each channel are: the sum of their eighth powers, to which those that are the greatest of their row contribute most.</summary>
    private double[] Sizes()
    {
        double[] sizes = new double[group.Inputs];
        foreach (LinearPlace place in group.Places)
        {
            string name = $"{place.Input}/power_1";
            floats.Model.Nodes.Add(GraphNode.Of("Reshape", [place.Input, GraphConstants.Integers(floats.Model, $"shape_rows_of_{group.Inputs}", -1, group.Inputs)], name));
            for (int power = 2; power <= 8; power *= 2)
            {
                string square = $"{place.Input}/power_{power}";
                floats.Model.Nodes.Add(GraphNode.Of("Mul", [name, name], square));
                name = square;
            }

            floats.Model.Nodes.Add(GraphNode.Of("ReduceSum", [name, GraphConstants.Integers(floats.Model, "axis_first", 0)], $"{place.Input}/size", OnnxWriter.Int("keepdims", 0)));
            foreach ((int i, StreamValue value) in floats.Get($"{place.Input}/size").Index())
            {
                for (int k = 0; k < sizes.Length; k++)
                    sizes[k] += floats.Batches[i].Weight * value.Values[k];
            }
        }

        return sizes;
    }

    /// <summary>The greatest value of each row of a Gelu's result, outliers left out.</summary>
    private List<(float[] Greatest, double Weight)> Greatest(OutlierChannels outliers)
    {
        List<(float[] Greatest, double Weight)> rows = [];
        foreach (LinearPlace place in group.Places)
        {
            (string value, string greatest) = (place.Input, $"{place.Input}/greatest_of_{outliers.Others.Length}");
            if (!outliers.Outliers.IsEmpty)
            {
                floats.Model.Add(GraphTensor.Of<float>($"{greatest}/others", GraphTensor.Float, [.. Enumerable.Range(0, group.Inputs).Select(k => outliers.Outliers.Contains(k) ? 0f : 1)], group.Inputs));
                floats.Model.Nodes.Add(GraphNode.Of("Mul", [value, $"{greatest}/others"], value = $"{greatest}/of"));
            }

            floats.Model.Nodes.Add(GraphNode.Of("ReduceMax", [value, GraphConstants.Integers(floats.Model, "axis_last", -1)], greatest, OnnxWriter.Int("keepdims", 0)));
            if (group.Residual is { } residual)
                floats.Load([greatest, residual.Sum]); // It is needed next.
            rows.AddRange(floats.Get(greatest).Select((row, i) => (row.Values, floats.Batches[i].Weight)));
        }

        return rows;
    }
}
