using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLNetBert.Resampling.RandomDraws;

namespace MLNetBert.Resampling;

/// <summary>
/// Changes class sizes in feature space: adds rows to small classes, removes rows of large ones, or both. Samplers mirror
/// those of imbalanced-learn 0.14: names, parameters, defaults and meaning; docs/resampling.md lists where they differ.
/// A sampler is for training rows only: resample inside each fold, after the split, never before it.
/// Samplers are immutable and thread-safe.
/// </summary>
public abstract class Sampler
{
    private protected Sampler()
    {
    }

    /// <summary>Which classes, and how far. Default: <see cref="SamplingStrategy.Auto"/>.</summary>
    public SamplingStrategy SamplingStrategy { get; init; } = SamplingStrategy.Auto;

    /// <summary>Seed of all random draws (<c>random_state</c>). Default 0. A seed gives the same rows on every machine and number of threads.</summary>
    public long Seed { get; init; }

    /// <summary>Threads to use; null, the default, for one a core. The result does not depend on it.</summary>
    public int? MaxDegreeOfParallelism { get; init; }

    internal abstract SamplingKind Kind { get; }

    /// <summary>Whether rows with NaN or infinity may pass through.</summary>
    internal virtual bool AcceptsNonFinite => false;

    /// <summary>Resamples feature rows and their labels.</summary>
    /// <param name="features">The rows, finite (RandomOverSampler without shrinkage and RandomUnderSampler pass NaN and infinity through).</param>
    /// <param name="labels">The class of each row; any numbers.</param>
    /// <param name="className">Names classes in messages; null to use the numbers.</param>
    /// <exception cref="ArgumentException">There are not as many labels as rows, or a parameter is out of its range.</exception>
    /// <exception cref="BadInputException">The data cannot be resampled this way; the message says what to change.</exception>
    public ResampleResult Resample(FeatureMatrix features, IReadOnlyList<int> labels, Func<int, string>? className = null) =>
        Resample(features, labels, new SeededDraws(Seed), className);

    /// <summary>The same with draws from elsewhere: recorded ones, to repeat another library's run exactly.</summary>
    internal ResampleResult Resample(FeatureMatrix features, IReadOnlyList<int> labels, Draws draws, Func<int, string>? className = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != features.Rows)
        {
            throw new ArgumentException($"There are {features.Rows} feature rows but {labels.Count} labels; each row needs one label.", nameof(labels));
        }

        if (features.Rows == 0)
        {
            throw new BadInputException("There are no rows to resample; give at least one row of each of two classes.");
        }

        if (MaxDegreeOfParallelism < 1)
        {
            throw new ArgumentException($"MaxDegreeOfParallelism must be 1 or more; {MaxDegreeOfParallelism} was given.");
        }

        Validate();
        if (!AcceptsNonFinite)
        {
            Neighbours.CompiledAhead.Begin(features);
        }

        className ??= label => label.ToString(CultureInfo.InvariantCulture);
        var classes = new ClassTable([.. labels], Neighbours.RowLists.All(features.Rows), className);
        if (classes.Classes.Length < 2)
        {
            throw new BadInputException($"All rows are of class {className(labels[0])}; resampling needs rows of at least two classes.");
        }

        if (!AcceptsNonFinite)
        {
            RequireFinite(features);
        }

        return Run(new SamplingTask(features, classes, draws, MaxDegreeOfParallelism ?? Environment.ProcessorCount, Resolve(classes)));
    }

    internal abstract ResampleResult Run(SamplingTask task);

    /// <summary>Throws ArgumentException where a parameter is out of its range.</summary>
    internal virtual void Validate()
    {
    }

    internal virtual SortedList<int, int> Resolve(ClassTable classes) => StrategyResolver.Resolve(SamplingStrategy, classes, Kind);

    internal static void RequireFinite(FeatureMatrix features)
    {
        if (IsFinite(features.Values))
        {
            return;
        }

        for (int row = 0; row < features.Rows; row++)
        {
            ReadOnlySpan<float> values = features.Row(row);
            for (int column = 0; column < values.Length; column++)
            {
                if (!float.IsFinite(values[column]))
                {
                    throw new BadInputException(
                        $"Row {row}, column {column} (counted from 0) is {(float.IsNaN(values[column]) ? "NaN" : "infinite")}; distances need finite numbers: fill in or drop such rows first.");
                }
            }
        }
    }

    /// <summary>0 times a finite number is 0; times any other it is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> zeros = Vector<float>.Zero;
        foreach (Vector<float> vector in vectors)
        {
            zeros += vector * 0;
        }

        float zero = Vector.Sum(zeros);
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
        {
            zero += value * 0;
        }

        return zero == 0;
    }
}
