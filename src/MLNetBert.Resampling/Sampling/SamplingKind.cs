namespace MLNetBert.Resampling.Sampling;

/// <summary>What a sampling strategy means to a sampler.</summary>
internal enum SamplingKind
{
    /// <summary>Rows to add to each class.</summary>
    Over,

    /// <summary>Rows to keep of each class.</summary>
    Under,

    /// <summary>Classes that may lose rows; how many is up to the data.</summary>
    Clean,
}
