namespace MLNetBert.Training;

/// <summary>How well scores are probabilities of the data as they came, and what makes them so.</summary>
internal static class Calibration
{
    public const int Bins = 15;

    /// <summary>The shares of the classes among some rows.</summary>
    public static double[] Priors(TrainingRows rows, IEnumerable<int> of)
    {
        double[] counts = new double[rows.ClassNames.Length];
        foreach (int row in of)
            counts[rows.Classes[row]]++;
        double sum = counts.Sum();
        return Array.ConvertAll(counts, count => count / sum);
    }

    /// <summary>The temperature with the least log loss after the correction of the prior: a search in [1/5, 5] by golden section.</summary>
    public static double Temperature(CellScores scores, IReadOnlyList<int> rows, double[] training, double[] data)
    {
        double ratio = (Math.Sqrt(5) - 1) / 2, low = -Math.Log(5), high = Math.Log(5);
        while (high - low > 1e-3)
        {
            double left = high - (ratio * (high - low)), right = low + (ratio * (high - low));
            (low, high) = Loss(left) < Loss(right) ? (low, right) : (left, high);
        }

        return Math.Exp((low + high) / 2);

        double Loss(double logTemperature)
        {
            var correction = new PriorCorrection(training, data, Math.Exp(logTemperature));
            float[] corrected = new float[scores.ClassCount];
            double sum = 0;
            foreach (int row in rows)
            {
                correction.Apply(scores.Of(row), corrected);
                sum -= Math.Log(Math.Max(corrected[scores.Rows.Classes[row]], 1e-12));
            }

            return sum / rows.Count;
        }
    }

    /// <summary>The scores' greatest probabilities against how often that class was right, in bins of equal width.</summary>
    public static ReliabilityBin[] Reliability(CellScores scores, IReadOnlyList<int> rows, PriorCorrection? correction)
    {
        (double Confidence, double Right, int Rows)[] bins = new (double, double, int)[Bins];
        float[] corrected = new float[scores.ClassCount];
        foreach (int row in rows)
        {
            scores.Of(row).CopyTo(corrected);
            correction?.Apply(scores.Of(row), corrected);
            float most = corrected.Max();
            int bin = Math.Min(Bins - 1, (int)(most * Bins));
            bool right = Array.IndexOf(corrected, most) == scores.Rows.Classes[row];
            bins[bin] = (bins[bin].Confidence + most, bins[bin].Right + (right ? 1 : 0), bins[bin].Rows + 1);
        }

        return [.. bins.Where(bin => bin.Rows > 0).Select(bin => new ReliabilityBin(bin.Confidence / bin.Rows, bin.Right / bin.Rows, bin.Rows))];
    }

    /// <summary>The expected calibration error: the distances of the bins, weighed by their rows (Naeini, Cooper and Hauskrecht, 2015).</summary>
    public static double Error(IReadOnlyList<ReliabilityBin> bins) => bins.Sum(bin => Math.Abs(bin.Accuracy - bin.Confidence) * bin.Rows) / Math.Max(1, bins.Sum(bin => bin.Rows));
}
