using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Stochastic dual coordinate ascent (Shalev-Shwartz and Zhang, JMLR 2013) for linear models with logistic or softmax loss and L2
/// regularization: minimizes mean loss + l2 / 2 * |weights|^2. The bias is the weight of a feature that is always 1.
/// </summary>
internal sealed class StochasticDualCoordinateAscent(IDataView data, DataViewSchema.Column features, int outputs, float? l2Regularization, int? maximumNumberOfIterations)
{
    private readonly int _size = ((VectorDataViewType)features.Type).Size + 1;

    /// <summary>Reads the data once per iteration; <paramref name="label"/> gives the class of the row its cursor stands on, or -1 to leave it out.</summary>
    public float[][] Train(DataViewSchema.Column labelColumn, Func<DataViewRow, Func<int>> label)
    {
        var labels = new List<int>();
        using (var cursor = data.GetRowCursor([labelColumn]))
        {
            var getLabel = label(cursor);
            while (cursor.MoveNext())
                labels.Add(getLabel());
        }

        var rows = labels.Count(l => l >= 0);
        if (rows == 0)
            throw new InvalidOperationException("Training data has 0 instances, aborting training.");
        var weights = Enumerable.Range(0, outputs).Select(_ => new float[_size]).ToArray();
        var duals = new float[labels.Count * outputs];
        var scale = (l2Regularization ?? 1e-4f) * rows;
        var smoothness = outputs == 1 ? 4f : 2f;
        var iterations = maximumNumberOfIterations ?? 250;
        for (var i = 0; i < iterations; i++)
        {
            if (Pass(labels, weights, duals, scale, smoothness) < 1e-4 * rows)
                break;
        }

        return weights;
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
            scores[0] = 1 / (1 + MathF.Exp(-scores[0]));
        else
            TensorPrimitives.SoftMax(scores, scores);
    }

    private double Pass(List<int> labels, float[][] weights, float[] duals, float scale, float smoothness)
    {
        using var cursor = data.GetRowCursor([features]);
        var getter = cursor.GetGetter<VBuffer<float>>(features);
        VBuffer<float> value = default;
        var x = new float[_size];
        x[^1] = 1;
        Span<float> p = stackalloc float[outputs];
        var moved = 0.0;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            if (labels[row] < 0)
                continue;
            getter(ref value);
            value.CopyTo(x);
            Score(weights, x.AsSpan(0, _size - 1), p);
            ToProbabilities(p);
            var step = scale * smoothness / (scale * smoothness + TensorPrimitives.SumOfSquares<float>(x));
            for (var k = 0; k < outputs; k++)
            {
                var target = outputs == 1 ? labels[row] : labels[row] == k ? 1f : 0f;
                ref var dual = ref duals[row * outputs + k];
                var change = step * (target - p[k] - dual);
                dual += change;
                moved += Math.Abs(change);
                TensorPrimitives.MultiplyAdd(x, change / scale, weights[k], weights[k]);
            }
        }

        return moved;
    }
}
