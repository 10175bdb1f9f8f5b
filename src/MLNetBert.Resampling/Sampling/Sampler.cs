namespace MLNetBert.Resampling;

/// <summary>
/// Changes class sizes in feature space: adds rows to small classes, removes rows of large ones, or both. Samplers mirror
/// those of imbalanced-learn 0.14: names, parameters, defaults and meaning; docs/resampling.md lists where they differ.
/// A sampler is for training rows only: resample inside each fold, after the split, never before it.
/// Samplers are immutable and thread-safe; <c>smote with { Seed = 7 }</c> gives a changed copy.
/// </summary>
public abstract record Sampler
{
    private protected Sampler()
    {
    }

    /// <summary>Which classes, and how far. Default: <see cref="SamplingStrategy.Auto"/>.</summary>
    public SamplingStrategy SamplingStrategy { get; init; } = SamplingStrategy.Auto;

    /// <summary>Seed of all random draws (<c>random_state</c>). Default 0. A seed gives the same rows on every machine and number of threads.</summary>
    public long Seed { get; init; }

    /// <summary>Threads to use; null, the default, for one per core. The result does not depend on it.</summary>
    public int? MaxDegreeOfParallelism { get; init; }

    internal abstract SamplingKind Kind { get; }

    /// <summary>Whether rows with NaN or infinity may pass through.</summary>
    internal virtual bool AcceptsNonFinite => false;

    /// <summary>Resamples feature rows and their labels.</summary>
    /// <param name="features">The rows, finite (RandomOverSampler without shrinkage and RandomUnderSampler pass NaN and infinity through).</param>
    /// <param name="labels">The class of each row; any numbers.</param>
    /// <param name="className">Names classes in messages; null to use the numbers.</param>
    /// <param name="progress">Is told how far the parts that take long have got; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work soon.</param>
    /// <exception cref="ArgumentException">There are not as many labels as rows, or a parameter is out of range.</exception>
    /// <exception cref="BadInputException">The data cannot be resampled this way; the message says what to change.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public ResampleResult Resample(
        FeatureMatrix features,
        IReadOnlyList<int> labels,
        Func<int, string>? className = null,
        IProgress<ResamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Resample(features, labels, new SeededDraws(Seed), className, progress, cancellationToken);

    /// <summary>Rejects parameters out of range, as <see cref="Resample(FeatureMatrix, IReadOnlyList{int}, Func{int, string}?, IProgress{ResamplingProgress}?, CancellationToken)"/> does before it looks at the rows.</summary>
    /// <exception cref="ArgumentException">A parameter is out of range; the message is one sentence that names it as imbalanced-learn does.</exception>
    public void Validate()
    {
        _ = Workers.Of(MaxDegreeOfParallelism);
        CheckParameters();
    }

    /// <summary>The same with draws from elsewhere: recorded ones, to repeat another library's run exactly.</summary>
    internal ResampleResult Resample(
        FeatureMatrix features,
        IReadOnlyList<int> labels,
        Draws draws,
        Func<int, string>? className = null,
        IProgress<ResamplingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        Check.OneLabelEach(features.Rows, labels.Count);
        if (features.Rows == 0)
            throw new BadInputException("There are no rows to resample; give at least one row of each of two classes.") { Code = "data.no-rows" };

        Validate();
        cancellationToken.ThrowIfCancellationRequested();
        if (!AcceptsNonFinite)
            CompiledAhead.Begin(features);

        className ??= label => label.ToString(CultureInfo.InvariantCulture);
        var classes = new ClassTable([.. labels], RowLists.All(features.Rows), className);
        if (classes.Classes.Length < 2)
            throw new BadInputException($"All rows are of class {className(labels[0])}; resampling needs rows of at least two classes.") { Code = "data.one-class" };

        if (!AcceptsNonFinite)
            features.RequireFinite();

        return Run(new SamplingTask(features, classes, draws, Workers.Of(MaxDegreeOfParallelism, cancellationToken, progress), Resolve(classes)));
    }

    internal abstract ResampleResult Run(SamplingTask task);

    /// <summary>Throws ArgumentException if a parameter of the method is out of range.</summary>
    private protected virtual void CheckParameters()
    {
    }

    internal virtual SortedList<int, int> Resolve(ClassTable classes) => StrategyResolver.Resolve(SamplingStrategy, classes, Kind);
}
