using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Stochastic dual coordinate ascent (Shalev-Shwartz and Zhang, JMLR 2013) for linear models with logistic or softmax loss and L2
/// regularization: minimizes the sum of (example weight * loss) / rows + l2 / 2 * |weights|^2. The bias is the weight of a feature that is always 1.
/// </summary>
internal sealed class StochasticDualCoordinateAscent(int outputs, float? l2Regularization, int? maximumNumberOfIterations)
{
    /// <summary>Reads the data once; <paramref name="label"/> gives the class of the row a cursor stands on, or -1 to leave it out.</summary>
    public float[][] Train(IDataView data, DataViewSchema.Column features, DataViewSchema.Column labelColumn, DataViewSchema.Column? weightColumn, Func<DataViewRow, Func<int>> label)
    {
        var rows = new List<(float[] Features, int Label, float Weight)>();
        using (var cursor = data.GetRowCursor([features, labelColumn, .. weightColumn is { } needed ? [needed] : Array.Empty<DataViewSchema.Column>()]))
        {
            var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
            var getLabel = label(cursor);
            var getWeight = weightColumn is { } column ? cursor.GetGetter<float>(column) : (ref float one) => one = 1;
            VBuffer<float> value = default;
            var weight = 0f;
            while (cursor.MoveNext())
            {
                var k = getLabel();
                if (k < 0)
                    continue;
                getFeatures(ref value);
                var x = new float[value.Length + 1];
                value.CopyTo(x);
                x[^1] = 1;
                getWeight(ref weight);
                rows.Add((x, k, weight));
            }
        }

        return rows.Count == 0 ? throw new InvalidOperationException("Training data has 0 instances, aborting training.") : Solve([.. rows]);
    }

    /// <summary>The score of each output.</summary>
    public static void Score(float[][] weights, ReadOnlySpan<float> features, Span<float> scores)
    {
        for (var k = 0; k < weights.Length; k++)
            scores[k] = TensorPrimitives.Dot(weights[k].AsSpan(0, features.Length), features) + weights[k][^1];
    }

    public static void ToProbabilities(Span<float> scores)
    {
        if (scores.Length == 1)
        {
            scores[0] = 1 / (1 + MathF.Exp(-scores[0]));
            return;
        }

        TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), scores);
        TensorPrimitives.SoftMax(scores, scores);
    }

    private float[][] Solve((float[] Features, int Label, float Weight)[] rows)
    {
        var weights = Enumerable.Range(0, outputs).Select(_ => new float[rows[0].Features.Length]).ToArray();
        var duals = new float[rows.Length * outputs];
        var scale = (l2Regularization ?? 1e-4f) * rows.Length;
        var order = Enumerable.Range(0, rows.Length).ToArray();
        var random = new Random(0);
        for (var i = maximumNumberOfIterations ?? 250; i > 0; i--)
        {
            random.Shuffle(order);
            // The weights are the duals' sum divided by the scale: where that is small, little changes of the duals count.
            if (Pass(rows, order, weights, duals, scale) < 1e-4 * scale)
                break;
        }

        return weights;
    }

    private double Pass((float[] Features, int Label, float Weight)[] rows, int[] order, float[][] weights, float[] duals, float scale)
    {
        Span<float> p = stackalloc float[outputs];
        var smoothness = scale * (outputs == 1 ? 4f : 2f);
        var moved = 0.0;
        foreach (var row in order)
        {
            var (x, label, weight) = rows[row];
            Score(weights, x.AsSpan(0, x.Length - 1), p);
            ToProbabilities(p);
            var step = smoothness / (smoothness + weight * TensorPrimitives.SumOfSquares<float>(x));
            for (var k = 0; k < outputs; k++)
            {
                var target = outputs == 1 ? label : label == k ? 1f : 0f;
                ref var dual = ref duals[row * outputs + k];
                var change = step * (weight * (target - p[k]) - dual);
                dual += change;
                moved += Math.Abs(change);
                TensorPrimitives.MultiplyAdd(x, change / scale, weights[k], weights[k]);
            }
        }

        return moved;
    }
}
