namespace MLNetBert.Training;

/// <summary>A pipeline on its way through the folds.</summary>
internal sealed class SearchCell(TextPipeline pipeline, TrainingRows rows, bool isAdditional)
{
    private long _ticks;

    public TextPipeline Pipeline { get; } = pipeline;

    /// <summary>Whether its trainer is the caller's.</summary>
    public bool IsAdditional => isAdditional;

    public CellScores Scores { get; } = new(rows);

    /// <summary>The metric of each fold that is done.</summary>
    public List<double> Folds { get; } = [];

    /// <summary>Why it cannot run; null if it can.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether it was left, as too far behind the best.</summary>
    public bool IsStopped { get; set; }

    public bool Runs => Failure == null && !IsStopped;

    /// <summary>The yardstick of its trainer: BERT's features as they are.</summary>
    public bool IsYardstick => Pipeline is { Features: FeatureSet.Bert, Method: Balancing.None };

    public TimeSpan Time => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public double Mean => Folds.Average();

    /// <summary>The standard error of the folds' mean; of one fold that of its counts.</summary>
    public double StandardError(IReadOnlyList<int> tested)
        => Folds.Count < 2 ? Scores.StandardError(tested) : Math.Sqrt(Folds.Sum(value => (value - Mean) * (value - Mean)) / (Folds.Count - 1) / Folds.Count);

    /// <summary>How much simpler pipelines come before this one.</summary>
    public (int Features, int Method, bool IsAdditional, double C) Complexity =>
        (FeatureSet.Names.ToList().IndexOf(Pipeline.Features), Balancing.Names.ToList().IndexOf(Pipeline.Method), IsAdditional, Pipeline.C ?? double.MaxValue);

    public void Add(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
