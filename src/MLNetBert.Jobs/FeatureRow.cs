namespace MLNetBert;

/// <summary>A row of a job folder.</summary>
public sealed class FeatureRow
{
    internal FeatureRow(string id, float[] features) => (Id, Features) = (id, features);

    /// <summary>The id: a text as it was; numbers, dates and the like as text in the invariant culture.</summary>
    public string Id { get; }

    /// <summary>The features: <see cref="FeatureFolder.Dimension"/> values, the caller's own.</summary>
    public float[] Features { get; }
}
