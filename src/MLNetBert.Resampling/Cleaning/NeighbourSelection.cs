namespace MLNetBert.Resampling;

/// <summary>When a row's neighbours agree with its class (<c>kind_sel</c>).</summary>
public enum NeighbourSelection
{
    /// <summary>All of them are of its class.</summary>
    All,

    /// <summary>Its class has the most votes; of classes with equally many, the smallest label counts.</summary>
    Mode,
}
