using MLNetBert.Cli.Output;
using MLNetBert.Shared.Parquet;

namespace MLNetBert.Cli.Tests.Output;

/// <summary>What outputs are of.</summary>
internal static class Headings
{
    public static FeatureHeading Of(int dimension, bool perToken = false, IdType? ids = null, FeatureType type = FeatureType.Float32) => new(dimension, type, ids ?? IdType.String, perToken);
}
