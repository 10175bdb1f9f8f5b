namespace MLNetBert.Resampling.Classification;

/// <summary>
/// The penalized log loss of a linear model and its gradient, both divided by the sum of the weights. Rows are summed in
/// 64 fixed blocks whose sums are added in order, so that the number of threads changes no bit.
/// </summary>
internal sealed class LogisticLoss(IRows rows, int[] classes, int classCount, double[]? weights, double c, Workers workers)
{
    private const int MostBlocks = 64;
    private readonly int _stride = rows.Columns + 1;
    private readonly int _vectors = VectorsOf(classCount);
    private readonly double _total = weights?.Sum() ?? rows.Rows;

    /// <summary>For each weight vector, its columns and its intercept.</summary>
    public int ParameterCount => _vectors * _stride;

    public static int VectorsOf(int classCount) => classCount <= 2 ? classCount - 1 : classCount;

    public double Evaluate(double[] parameters, double[] gradient)
    {
        int blocks = Math.Min(MostBlocks, rows.Rows);
        double[] losses = new double[blocks];
        double[][] gradients = new double[blocks][];
        workers.ForEach(blocks, block =>
        {
            int start = (int)((long)rows.Rows * block / blocks), end = (int)((long)rows.Rows * (block + 1) / blocks);
            gradients[block] = new double[ParameterCount];
            losses[block] = Block(parameters, gradients[block], start, end);
        });

        Array.Clear(gradient);
        double loss = 0;
        for (int block = 0; block < blocks; block++)
        {
            loss += losses[block];
            Lanes.AddScaled(gradient, gradients[block], 1);
        }

        double penalty = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            double weight = i % _stride == rows.Columns ? 0 : parameters[i];
            penalty += weight * weight;
            gradient[i] = (gradient[i] + (weight / c)) / _total;
        }

        return (loss + (penalty / (2 * c))) / _total;
    }

    private double Block(double[] parameters, double[] gradient, int start, int end)
    {
        double[] row = new double[rows.Columns];
        double[] errors = new double[_vectors];
        double loss = 0;
        for (int i = start; i < end; i++)
        {
            Lanes.Widen(rows.Row(i), row);
            for (int v = 0; v < _vectors; v++)
                errors[v] = Lanes.Dot(parameters.AsSpan(v * _stride, rows.Columns), row) + parameters[(v * _stride) + rows.Columns];
            double weight = weights?[i] ?? 1;
            loss += weight * (_vectors == 1 ? Sigmoid(errors, classes[i]) : Softmax(errors, classes[i]));
            for (int v = 0; v < _vectors; v++)
            {
                Lanes.AddScaled(gradient.AsSpan(v * _stride, rows.Columns), row, weight * errors[v]);
                gradient[(v * _stride) + rows.Columns] += weight * errors[v];
            }
        }

        return loss;
    }

    /// <summary>Turns the score of class 1 into probability minus truth; returns the loss.</summary>
    private static double Sigmoid(double[] score, int truth)
    {
        double margin = truth == 1 ? score[0] : -score[0];
        double small = PortableMath.Exp(-Math.Abs(margin));
        double wrong = margin > 0 ? small / (1 + small) : 1 / (1 + small);
        score[0] = truth == 1 ? -wrong : wrong;
        return Math.Max(-margin, 0) + PortableMath.Log(1 + small);
    }

    /// <summary>Turns scores into probabilities minus truth; returns the loss.</summary>
    private static double Softmax(double[] scores, int truth)
    {
        double own = scores[truth], loss = Normalize(scores) - own;
        scores[truth] -= 1;
        return loss;
    }

    /// <summary>Turns scores into probabilities; returns the logarithm of the sum of their exponentials.</summary>
    public static double Normalize(Span<double> scores)
    {
        double highest = double.NegativeInfinity, sum = 0;
        foreach (double score in scores)
            highest = Math.Max(highest, score);
        for (int v = 0; v < scores.Length; v++)
            sum += scores[v] = PortableMath.Exp(scores[v] - highest);
        for (int v = 0; v < scores.Length; v++)
            scores[v] /= sum;
        return highest + PortableMath.Log(sum);
    }
}
