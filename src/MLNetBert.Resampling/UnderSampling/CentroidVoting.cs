namespace MLNetBert.Resampling;

/// <summary>What stands for a cluster (<c>voting</c>).</summary>
public enum CentroidVoting
{
    /// <summary>Soft, since feature matrices here are dense.</summary>
    Auto,

    /// <summary>The row of the class nearest to the centroid; a row can come twice.</summary>
    Hard,

    /// <summary>The centroid itself, a new row.</summary>
    Soft,
}
