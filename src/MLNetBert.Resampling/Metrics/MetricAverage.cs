namespace MLNetBert.Resampling.Metrics;

/// <summary>How the values of the classes become one number; the names and meanings are imbalanced-learn's.</summary>
public enum MetricAverage
{
    /// <summary>The geometric mean of the recalls of all classes (for sensitivity and specificity: the same as <see cref="Macro"/>).</summary>
    Multiclass,

    /// <summary>The plain mean over the classes: a rare class counts as much as a frequent one.</summary>
    Macro,

    /// <summary>The counts of all classes are summed first: every row counts the same.</summary>
    Micro,

    /// <summary>The mean over the classes, weighted by how many rows (or how much weight) of the truth each has.</summary>
    Weighted,

    /// <summary>The value of the positive class alone; only for two classes.</summary>
    Binary,
}
