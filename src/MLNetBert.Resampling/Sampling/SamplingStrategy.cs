namespace MLNetBert.Resampling;

/// <summary>
/// Which classes a sampler works on and how far it goes, as imbalanced-learn's <c>sampling_strategy</c>. Over-samplers take
/// it as rows to reach, under-samplers as rows to keep, cleaning samplers (Tomek links, edited neighbours and their kin) as
/// the classes that may lose rows. Of classes of equal size, the one with the smallest label is the minority, and the majority.
/// Immutable, thread-safe.
/// </summary>
public sealed class SamplingStrategy
{
    private SamplingStrategy(string? name, double? ratio = null, IReadOnlyDictionary<int, int>? counts = null, IReadOnlyList<int>? classes = null)
    {
        Name = name;
        RatioValue = ratio;
        CountsByClass = counts;
        TargetClasses = classes;
    }

    /// <summary><see cref="NotMajority"/> for over-samplers, <see cref="NotMinority"/> for the others. The default.</summary>
    public static SamplingStrategy Auto { get; } = new("auto");

    /// <summary>Only the smallest class, up to the size of the largest. Over-samplers only.</summary>
    public static SamplingStrategy Minority { get; } = new("minority");

    /// <summary>Only the largest class, down to the size of the smallest. Not for over-samplers.</summary>
    public static SamplingStrategy Majority { get; } = new("majority");

    /// <summary>Every class but the smallest.</summary>
    public static SamplingStrategy NotMinority { get; } = new("not minority");

    /// <summary>Every class but the largest.</summary>
    public static SamplingStrategy NotMajority { get; } = new("not majority");

    /// <summary>Every class.</summary>
    public static SamplingStrategy All { get; } = new("all");

    internal string? Name { get; }

    internal double? RatioValue { get; }

    internal IReadOnlyDictionary<int, int>? CountsByClass { get; }

    internal IReadOnlyList<int>? TargetClasses { get; }

    /// <summary>The size of the smaller class over that of the larger after resampling. For two classes only; not for cleaning samplers.</summary>
    /// <param name="ratio">Above 0, at most 1.</param>
    /// <exception cref="ArgumentException">The ratio is out of range.</exception>
    public static SamplingStrategy Ratio(double ratio)
    {
        Check.Require(
            ratio > 0 && ratio <= 1,
            string.Create(CultureInfo.InvariantCulture, $"A sampling_strategy that is a number must be above 0 and at most 1; {ratio} is not."));
        return new SamplingStrategy(null, ratio: ratio);
    }

    /// <summary>Rows of each named class after resampling; other classes stay as they are. Not for cleaning samplers.</summary>
    /// <exception cref="ArgumentException">A count is negative.</exception>
    public static SamplingStrategy Counts(IReadOnlyDictionary<int, int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        foreach ((int label, int count) in counts)
            Check.Require(count >= 0, $"The number of rows of class {label} in sampling_strategy cannot be negative; {count} was given.");

        return new SamplingStrategy(null, counts: new SortedDictionary<int, int>(counts.ToDictionary()));
    }

    /// <summary>The classes that a cleaning sampler may take rows from.</summary>
    public static SamplingStrategy Classes(params int[] classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        return new SamplingStrategy(null, classes: [.. classes.Distinct().Order()]);
    }
}
