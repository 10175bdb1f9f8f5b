namespace MLNetBert;

/// <summary>A fold of a cross-validation, with the names of ML.NET's own <c>CrossValidationResult</c>.</summary>
/// <typeparam name="TMetrics">The metrics of ML.NET's evaluator.</typeparam>
public sealed class ResampledFold<TMetrics>
    where TMetrics : class
{
    internal ResampledFold(int fold, ITransformer model, TMetrics metrics, IDataView scoredHoldOutSet, IReadOnlyList<string> warnings)
    {
        Fold = fold;
        Model = model;
        Metrics = metrics;
        ScoredHoldOutSet = scoredHoldOutSet;
        Warnings = warnings;
    }

    /// <summary>The number of the fold, from 0.</summary>
    public int Fold { get; }

    /// <summary>The preparation (if there was one) and the trained model: takes rows as they are in the data.</summary>
    public ITransformer Model { get; }

    /// <summary>How good the model is on the fold's held-out rows, which were not resampled.</summary>
    public TMetrics Metrics { get; }

    /// <summary>The held-out rows with the model's scores.</summary>
    public IDataView ScoredHoldOutSet { get; }

    /// <summary>What the sampler could not do as asked, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; }
}
