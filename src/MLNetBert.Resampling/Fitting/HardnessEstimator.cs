namespace MLNetBert.Resampling;

/// <summary>The classifier that says how hard a row is.</summary>
public enum HardnessEstimator
{
    /// <summary>100 fully grown trees on bootstrap samples, square root of the columns tried at each split: scikit-learn's random forest with its defaults.</summary>
    RandomForest,

    /// <summary>Multinomial logistic regression, L2, C = 1. Much faster on wide features.</summary>
    LogisticRegression,
}
