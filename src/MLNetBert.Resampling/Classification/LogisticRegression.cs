namespace MLNetBert.Resampling.Classification;

/// <summary>
/// Multinomial logistic regression as scikit-learn's <c>LogisticRegression</c> defines it: C times the weighted sum of the
/// log losses plus half the squared weights, intercepts free; two classes share one weight vector. It is the judge of a
/// comparison of samplers, so it is deterministic and independent of the number of threads. Immutable once fitted.
/// </summary>
internal sealed class LogisticRegression(int[] classes, int columns, double[] parameters, bool converged)
{
    private readonly double[] _parameters = parameters;

    /// <summary>The labels seen in training, ascending.</summary>
    public int[] Classes { get; } = classes;

    /// <summary>Whether the gradient became as small as asked for.</summary>
    public bool Converged { get; } = converged;

    /// <summary>Weight vectors: one for two classes (for the greater label), else one per class.</summary>
    public int Vectors => LogisticLoss.VectorsOf(Classes.Length);

    public ReadOnlySpan<double> Weights(int vector) => _parameters.AsSpan(vector * (columns + 1), columns);

    public double Intercept(int vector) => _parameters[(vector * (columns + 1)) + columns];

    /// <param name="rows">The features, finite.</param>
    /// <param name="labels">The class of each row, any numbers; a single class is allowed, and is then always predicted.</param>
    /// <param name="c">Inverse strength of the penalty, scikit-learn's C.</param>
    /// <param name="weights">The weight of each row; if none are given, each is 1.</param>
    /// <param name="tolerance">Stops when the largest entry of the gradient of the mean loss is this small.</param>
    /// <param name="maxIterations">Stops after this many steps in any case.</param>
    /// <param name="workers">Who computes; null for one thread per core.</param>
    public static LogisticRegression Fit(
        IRows rows, ReadOnlySpan<int> labels, double c = 1, double[]? weights = null, double tolerance = 1e-6, int maxIterations = 1000, Workers? workers = null)
    {
        if (labels.Length != rows.Rows || labels.IsEmpty)
            throw new ArgumentException($"There are {rows.Rows} feature rows but {labels.Length} labels; give one for each row, and at least one.", nameof(labels));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(c);
        int[] classes = [.. labels.ToArray().Distinct().Order()];
        if (classes.Length == 1)
            return new LogisticRegression(classes, rows.Columns, [], converged: true);
        int[] indices = [.. labels.ToArray().Select(label => Array.BinarySearch(classes, label))];
        var loss = new LogisticLoss(rows, indices, classes.Length, weights, c, workers ?? Workers.Of(null));
        (double[] parameters, bool converged) = Lbfgs.Minimize(loss.Evaluate, loss.ParameterCount, tolerance, maxIterations);
        return new LogisticRegression(classes, rows.Columns, parameters, converged);
    }

    /// <summary>The most probable class of a row; of equally probable ones, the smallest label.</summary>
    public int Predict(ReadOnlySpan<float> row)
    {
        Span<double> probabilities = new double[Classes.Length];
        Probabilities(row, probabilities);
        int best = 0;
        for (int i = 1; i < probabilities.Length; i++)
            best = probabilities[i] > probabilities[best] ? i : best;
        return Classes[best];
    }

    /// <summary>Writes the probability of each of <see cref="Classes"/> for a row.</summary>
    public void Probabilities(ReadOnlySpan<float> row, Span<double> probabilities)
    {
        Span<double> wide = new double[columns];
        Lanes.Widen(row, wide);
        probabilities[0] = 0;
        int first = Classes.Length - Vectors;
        for (int vector = 0; vector < Vectors; vector++)
            probabilities[first + vector] = Lanes.Dot(Weights(vector), wide) + Intercept(vector);
        LogisticLoss.Normalize(probabilities);
    }
}
