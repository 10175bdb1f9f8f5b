using MLNetBert.Resampling.Neighbours;

namespace MLNetBert.Resampling.Fitting;

/// <summary>
/// Multinomial logistic regression with an intercept, scikit-learn's meaning of C = 1: minimizes ½ ‖w‖² + Σ log loss; for two classes
/// one weight vector, as there. The intercept is not penalized. Fitted by L-BFGS; sums are float64 over fixed pieces of rows.
/// </summary>
internal sealed class LogisticRegression
{
    private const int Piece = 256;
    private readonly double[] weights;
    private readonly int columns;
    private readonly int vectors;

    private LogisticRegression(double[] weights, int columns, int vectors) =>
        (this.weights, this.columns, this.vectors) = (weights, columns, vectors);

    /// <param name="features">The data.</param>
    /// <param name="rows">Row numbers of the training data.</param>
    /// <param name="labels">Their classes, from 0.</param>
    /// <param name="classes">Number of classes, from 2.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public static LogisticRegression Fit(IRows features, int[] rows, int[] labels, int classes, int threads)
    {
        int columns = features.Columns, vectors = classes == 2 ? 1 : classes, size = vectors * (columns + 1);
        double[] Objective(double[] w, out double value)
        {
            int pieces = (rows.Length + Piece - 1) / Piece;
            var parts = new double[pieces][];
            var losses = new double[pieces];
            var model = new LogisticRegression(w, columns, vectors);
            Workers.ForEach(pieces, threads, piece =>
            {
                var part = new double[size];
                Span<double> p = stackalloc double[classes];
                for (int i = piece * Piece; i < Math.Min(rows.Length, (piece + 1) * Piece); i++)
                {
                    ReadOnlySpan<float> row = features.Row(rows[i]);
                    losses[piece] += model.Loss(row, labels[i], p);
                    for (int v = 0; v < vectors; v++)
                    {
                        int label = vectors == 1 ? 1 : v;
                        double error = p[label] - (labels[i] == label ? 1 : 0);
                        DoubleVectors.AddScaled(part.AsSpan(v * (columns + 1), columns), row, error);
                        part[(v * (columns + 1)) + columns] += error;
                    }
                }

                parts[piece] = part;
            });
            value = 0;
            var gradient = new double[size];
            for (int piece = 0; piece < pieces; piece++)
            {
                value += losses[piece];
                DoubleVectors.AddScaled(gradient, parts[piece], 1);
            }

            for (int i = 0; i < size; i++)
            {
                if (i % (columns + 1) != columns)
                {
                    value += 0.5 * w[i] * w[i];
                    gradient[i] += w[i];
                }
            }

            // The mean keeps the tolerance independent of the number of rows.
            value /= rows.Length;
            for (int i = 0; i < size; i++)
            {
                gradient[i] /= rows.Length;
            }

            return gradient;
        }

        return new LogisticRegression(LimitedMemoryBfgs.Minimize(Objective, size), columns, vectors);
    }

    /// <summary>The probability of each class.</summary>
    public void Predict(ReadOnlySpan<float> row, Span<double> probabilities) => Loss(row, 0, probabilities);

    private double Loss(ReadOnlySpan<float> row, int label, Span<double> p)
    {
        if (vectors == 1)
        {
            p[0] = 0;
            p[1] = DoubleVectors.Dot(weights.AsSpan(0, columns), row) + weights[columns];
        }
        else
        {
            for (int v = 0; v < vectors; v++)
            {
                p[v] = DoubleVectors.Dot(weights.AsSpan(v * (columns + 1), columns), row) + weights[(v * (columns + 1)) + columns];
            }
        }

        double greatest = p[0], own = p[label], sum = 0;
        foreach (double score in p)
        {
            greatest = Math.Max(greatest, score);
        }

        for (int v = 0; v < p.Length; v++)
        {
            p[v] = PortableMath.Exp(p[v] - greatest);
            sum += p[v];
        }

        for (int v = 0; v < p.Length; v++)
        {
            p[v] /= sum;
        }

        return greatest + PortableMath.Log(sum) - own;
    }
}
