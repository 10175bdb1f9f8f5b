namespace MLNetBert.Resampling;

/// <summary>Which neighbours borderline SMOTE pairs a row with.</summary>
public enum BorderlineSmoteKind
{
    /// <summary>Rows of the same class.</summary>
    Borderline1 = 1,

    /// <summary>Rows of any class; towards another class, at most half of the way.</summary>
    Borderline2 = 2,
}
