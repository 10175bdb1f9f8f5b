namespace MLNetBert.Cli.Output;

/// <summary>How features are stored.</summary>
internal enum FeatureType
{
    /// <summary>As they are computed.</summary>
    Float32,

    /// <summary>In half the room: rounded to nearest, ties to even.</summary>
    Float16,
}
