using System.Diagnostics;
using MLNetBert.Resampling.Classification;
using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Resampling.Comparison;

/// <summary>
/// Compares ways to deal with imbalanced classes by stratified cross-validation: each resamples the training rows of a fold,
/// never the rows it is tested on, and a logistic regression is trained on the result. Immutable and thread-safe.
/// </summary>
public sealed record MethodComparison
{
    // scikit-learn's logistic regression stops at 1e-4 of the same measure.
    private const double Tolerance = 1e-5;

    /// <summary>Number of folds, from 2. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Seed of the folds; each sampler has its own. Default 0. A seed gives the same folds on every machine.</summary>
    public long Seed { get; init; }

    /// <summary>Threads to train with; null, the default, for one per core. Each sampler has its own. Only times depend on it.</summary>
    public int? MaxDegreeOfParallelism { get; init; }

    /// <summary>Runs all methods over the same folds; returns them by balanced accuracy, best first, and those that failed last.</summary>
    /// <param name="features">The rows, finite.</param>
    /// <param name="labels">The class of each; any numbers.</param>
    /// <param name="methods">What to compare.</param>
    /// <param name="className">Names classes in messages; null to use the numbers.</param>
    /// <param name="progress">Is told, before each fold of each method, how many of them are done; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work soon.</param>
    /// <exception cref="ArgumentException">There are not as many labels as rows, there are fewer than 2 folds, or a parameter of a sampler is out of range.</exception>
    /// <exception cref="BadInputException">There is only one class, a value is not finite, or a class has fewer rows than there are folds.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public IReadOnlyList<MethodResult> Run(
        FeatureMatrix features,
        IReadOnlyList<int> labels,
        IReadOnlyList<ComparedMethod> methods,
        Func<int, string>? className = null,
        IProgress<ComparisonProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(methods);
        Check.OneLabelEach(features.Rows, labels.Count);
        className ??= label => label.ToString(CultureInfo.InvariantCulture);
        if (labels.Distinct().Count() < 2)
        {
            throw new BadInputException(labels.Count == 0
                ? "There are no rows to compare methods on; give rows of at least two classes."
                : $"All rows are of class {className(labels[0])}; a comparison needs rows of at least two classes.")
            { Code = labels.Count == 0 ? "data.no-rows" : "data.one-class" };
        }

        features.RequireFinite();
        int[] foldOf = StratifiedKFold.FoldOfRows(labels, Folds, Seed, className);
        return [.. Run(features, labels, methods, foldOf, className, progress, cancellationToken)
            .OrderBy(result => result.Failure != null).ThenByDescending(result => result.BalancedAccuracy)];
    }

    /// <summary>The same over given folds; results come in the order of the methods.</summary>
    internal IReadOnlyList<MethodResult> Run(
        FeatureMatrix features,
        IReadOnlyList<int> labels,
        IReadOnlyList<ComparedMethod> methods,
        int[] foldOf,
        Func<int, string> className,
        IProgress<ComparisonProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var workers = Workers.Of(MaxDegreeOfParallelism, cancellationToken);
        int folds = foldOf.Max() + 1;
        MethodRun[] runs = [.. methods.Select(method => new MethodRun(method, [.. labels]))];
        for (int fold = 0; fold < folds; fold++)
        {
            int[] training = [.. Enumerable.Range(0, labels.Count).Where(row => foldOf[row] != fold)];
            int[] tested = [.. Enumerable.Range(0, labels.Count).Where(row => foldOf[row] == fold)];
            FeatureMatrix rows = Copy(features, training);
            int[] trainingLabels = [.. training.Select(row => labels[row])];
            for (int method = 0; method < runs.Length; method++)
            {
                progress?.Report(new ComparisonProgress((fold * runs.Length) + method, folds * runs.Length));
                runs[method].Fold(rows, trainingLabels, features, tested, className, workers);
            }
        }

        return [.. runs.Select(run => run.Result())];
    }

    private static FeatureMatrix Copy(FeatureMatrix features, int[] rows)
    {
        var copy = new FeatureMatrix(rows.Length, features.Columns);
        for (int i = 0; i < rows.Length; i++)
            features.Row(rows[i]).CopyTo(copy.Writable(i));
        return copy;
    }

    /// <summary>A method on its way through the folds.</summary>
    private sealed class MethodRun(ComparedMethod method, int[] truth)
    {
        private readonly int[] _predictions = new int[truth.Length];
        private readonly List<double> _balanced = [];
        private readonly Stopwatch _resampling = new();
        private readonly Stopwatch _training = new();
        private string? _failure;

        public void Fold(FeatureMatrix rows, int[] labels, FeatureMatrix all, int[] tested, Func<int, string> className, Workers workers)
        {
            if (_failure != null)
                return;
            try
            {
                _resampling.Start();
                if (method.Sampler != null)
                {
                    ResampleResult result = method.Sampler.Resample(rows, labels, className, cancellationToken: workers.Cancellation);
                    if (result.Rows == 0)
                        throw new BadInputException("It removed every training row.") { Code = "sampler.failed" };
                    (rows, labels) = (result.ToMatrix(), [.. result.Labels]);
                }

                _resampling.Stop();
            }
            catch (BadInputException e)
            {
                _resampling.Stop();
                _failure = e.Message;
                return;
            }

            _training.Start();
            double[]? weights = method.WeighClasses ? Array.ConvertAll(ClassWeights.BalancedRows(labels), weight => (double)weight) : null;
            var model = LogisticRegression.Fit(rows, labels, weights: weights, tolerance: Tolerance, workers: workers);
            _training.Stop();
            foreach (int row in tested)
            {
                workers.Cancellation.ThrowIfCancellationRequested();
                _predictions[row] = model.Predict(all.Row(row));
            }

            _balanced.Add(new ClassConfusionMatrix([.. tested.Select(row => truth[row])], [.. tested.Select(row => _predictions[row])]).BalancedAccuracy);
        }

        public MethodResult Result() => new(
            method.Name, _failure, _predictions, _failure == null ? new ImbalancedClassificationMetrics(truth, _predictions) : null, _balanced, _resampling.Elapsed, _training.Elapsed);
    }
}
