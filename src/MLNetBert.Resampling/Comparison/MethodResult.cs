using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Resampling.Comparison;

/// <summary>The result of a method over all folds.</summary>
/// <param name="Name">The method.</param>
/// <param name="Failure">Why it could not run, as a sentence; null if it ran.</param>
/// <param name="Predictions">For each row, the prediction of the fold in which it was tested; meaningless if the method could not run.</param>
/// <param name="Metrics">Truth against the predictions; null if it could not run.</param>
/// <param name="FoldBalancedAccuracies">The balanced accuracy of each fold alone.</param>
/// <param name="Resampling">Time to resample, all folds together.</param>
/// <param name="Training">Time to train, all folds together.</param>
public sealed record MethodResult(
    string Name,
    string? Failure,
    IReadOnlyList<int> Predictions,
    ImbalancedClassificationMetrics? Metrics,
    IReadOnlyList<double> FoldBalancedAccuracies,
    TimeSpan Resampling,
    TimeSpan Training)
{
    /// <summary>The mean recall of all classes; NaN if the method could not run.</summary>
    public double BalancedAccuracy => Metrics?.Confusion.BalancedAccuracy ?? double.NaN;

    /// <summary>The sample standard deviation of the folds' balanced accuracies: differences within it mean little.</summary>
    public double Spread
    {
        get
        {
            double mean = FoldBalancedAccuracies.Average();
            return Math.Sqrt(FoldBalancedAccuracies.Sum(value => (value - mean) * (value - mean)) / (FoldBalancedAccuracies.Count - 1));
        }
    }
}
