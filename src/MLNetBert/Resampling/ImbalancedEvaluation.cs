using System.Collections.Immutable;
using MLNetBert.Resampling.Metrics;

namespace MLNetBert;

/// <summary>How good the predictions of scored rows are, by the measures that imbalanced classes call for. Immutable and thread-safe.</summary>
public sealed class ImbalancedEvaluation
{
    private readonly int[] _truth;
    private readonly int[] _prediction;

    internal ImbalancedEvaluation(int[] truth, int[] prediction, Func<int, string> name)
    {
        _truth = truth;
        _prediction = prediction;
        Metrics = new(truth, prediction);
        ClassNames = [.. Metrics.PerClass.Select(c => name(c.Label))];
        Report = new(Metrics, ClassNames);
    }

    /// <summary>
    /// Sensitivity, specificity, geometric mean and index balanced accuracy, and the confusion matrix with balanced accuracy and macro F1. A
    /// class's label is its key's number, 0 or 1 for a truth value, the number itself, or for texts the place in code point order, from 0.
    /// </summary>
    public ImbalancedClassificationMetrics Metrics { get; }

    /// <summary>The classes' names, in the order of <see cref="ImbalancedClassificationMetrics.PerClass"/>.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>Everything by class, as numbers and as imbalanced-learn's table.</summary>
    public ImbalancedClassificationReport Report { get; }

    /// <summary>For classes with an order and distances: the mean absolute error of each class's labels, averaged over the classes.</summary>
    /// <exception cref="BadInputException">A class that no row has was predicted.</exception>
    public double MacroAveragedMeanAbsoluteError() => OrdinalMetrics.MacroAveragedMeanAbsoluteError(_truth, _prediction);
}
