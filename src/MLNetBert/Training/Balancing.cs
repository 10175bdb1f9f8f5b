namespace MLNetBert.Training;

/// <summary>The ways to deal with unequal classes. Samplers look at BERT's features alone, which are dense; of other columns a new row has its base row's.</summary>
internal static class Balancing
{
    public const string None = "none", ClassWeight = "class-weight";

    /// <summary>From the simplest on.</summary>
    public static readonly IReadOnlyList<string> Names = [None, ClassWeight, "random-over-sampler", "random-under-sampler", "smote", "borderline-smote", "smote-tomek"];

    /// <summary>Below this ratio of the largest class to the smallest there is nothing to balance.</summary>
    private const double Even = 1.5;

    /// <summary>The sampler; null for none and class weights.</summary>
    public static Sampler? Sampler(string method, long seed, int? threads) => method switch
    {
        "random-over-sampler" => new RandomOverSampler { Seed = seed },
        "random-under-sampler" => new RandomUnderSampler { Seed = seed },
        "smote" => new Smote { Seed = seed, MaxDegreeOfParallelism = threads },
        "borderline-smote" => new BorderlineSmote { Seed = seed, MaxDegreeOfParallelism = threads },
        "smote-tomek" => new SmoteTomek { Seed = seed, MaxDegreeOfParallelism = threads },
        _ => null,
    };

    public static bool IsEven(int[] classes)
    {
        int[] counts = [.. classes.GroupBy(label => label).Select(group => group.Count())];
        return counts.Max() < Even * counts.Min();
    }

    /// <summary>Whether a way can do anything with features that are sparse and wide alone: those that move rows in BERT's space cannot.</summary>
    public static bool Fits(string method, string features) => FeatureSet.UsesBert(features) || method is None or ClassWeight or "random-over-sampler" or "random-under-sampler";
}
