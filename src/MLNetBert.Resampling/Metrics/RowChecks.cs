namespace MLNetBert.Resampling.Metrics;

/// <summary>What every metric requires of its rows.</summary>
internal static class RowChecks
{
    public static void Check(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, ReadOnlySpan<double> weights)
    {
        if (truth.IsEmpty)
            throw new ArgumentException("No rows are given; a metric needs at least one.", nameof(truth));
        if (prediction.Length != truth.Length)
            throw new ArgumentException($"There are {truth.Length} true labels but {prediction.Length} predictions; give as many of each.", nameof(prediction));
        if (weights.Length != 0 && weights.Length != truth.Length)
            throw new ArgumentException($"There are {truth.Length} rows but {weights.Length} weights; give one for each row, or none at all.", nameof(weights));
        for (int row = 0; row < weights.Length; row++)
        {
            if (!double.IsFinite(weights[row]) || weights[row] < 0)
                throw new ArgumentException($"The weight of row {row} is {weights[row]}; weights are finite and not negative.", nameof(weights));
        }
    }
}
