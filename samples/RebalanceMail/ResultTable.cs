using MLNetBert;
using MLNetBert.Resampling.Metrics;

namespace RebalanceMail;

/// <summary>A line a method: the recall of every class, and what they make together.</summary>
internal sealed class ResultTable
{
    private readonly Dictionary<string, ImbalancedEvaluation> _methods = [];

    public ImbalancedEvaluation this[string method] => _methods[method];

    public void Add(string method, ImbalancedEvaluation evaluation)
    {
        if (_methods.Count == 0)
            Console.WriteLine($"{"method",-32}{string.Concat(evaluation.ClassNames.Select(name => $"{"recall " + name,18}"))}{"balanced accuracy",19}{"g-mean",8}{"macro F1",10}");
        _methods[method] = evaluation;
        ImbalancedClassificationMetrics metrics = evaluation.Metrics;
        Console.WriteLine($"{method,-32}{string.Concat(metrics.PerClass.Select(c => $"{c.Sensitivity,18:0.000}"))}{metrics.Confusion.BalancedAccuracy,19:0.000}{metrics.GeometricMean(),8:0.000}{metrics.Confusion.MacroF1,10:0.000}");
    }
}
