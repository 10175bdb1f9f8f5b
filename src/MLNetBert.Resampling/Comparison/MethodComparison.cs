using System.Diagnostics;
using MLNetBert.Resampling.Classification;
using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Resampling.Comparison;

/// <summary>
/// Compares ways to deal with imbalanced classes by stratified cross-validation: each resamples the training rows of a fold,
/// never the rows it is tested on, and a logistic regression is trained on what comes out.
/// </summary>
internal static class MethodComparison
{
    // scikit-learn's logistic regression stops at 1e-4 of the same measure.
    private const double Tolerance = 1e-5;

    /// <summary>Runs all methods over the same folds; gives them in the order of balanced accuracy, what failed at the end.</summary>
    /// <param name="features">The rows.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="methods">What to compare.</param>
    /// <param name="folds">Number of folds, from 2.</param>
    /// <param name="seed">Seed of the folds.</param>
    /// <param name="className">Names classes in messages.</param>
    /// <param name="progress">Told before each method's fold: how many of how many are done.</param>
    /// <param name="threads">Threads to use; null for one a core. Only times depend on it.</param>
    /// <exception cref="BadInputException">There is one class only, a value is not finite, or a class has fewer rows than there are folds.</exception>
    public static IReadOnlyList<MethodResult> Run(
        FeatureMatrix features,
        IReadOnlyList<int> labels,
        IReadOnlyList<ComparedMethod> methods,
        int folds,
        long seed,
        Func<int, string> className,
        Action<int, int>? progress = null,
        int? threads = null)
    {
        if (labels.Distinct().Count() < 2)
            throw new BadInputException($"All rows are of class {className(labels[0])}; a comparison needs rows of at least two classes.");
        Sampler.RequireFinite(features);
        int[] foldOf = StratifiedKFold.FoldOfRows(labels, folds, seed, className);
        return [.. Run(features, labels, methods, foldOf, className, progress, threads)
            .OrderBy(result => result.Failure != null).ThenByDescending(result => result.BalancedAccuracy)];
    }

    /// <summary>The same over given folds, in the order of the methods.</summary>
    public static IReadOnlyList<MethodResult> Run(
        FeatureMatrix features,
        IReadOnlyList<int> labels,
        IReadOnlyList<ComparedMethod> methods,
        int[] foldOf,
        Func<int, string> className,
        Action<int, int>? progress = null,
        int? threads = null)
    {
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
                progress?.Invoke((fold * runs.Length) + method, folds * runs.Length);
                runs[method].Fold(rows, trainingLabels, features, tested, className, threads);
            }
        }

        return [.. runs.Select(run => run.Result())];
    }

    private static FeatureMatrix Copy(FeatureMatrix features, int[] rows)
    {
        float[] values = new float[checked(rows.Length * features.Columns)];
        for (int i = 0; i < rows.Length; i++)
            features.Row(rows[i]).CopyTo(values.AsSpan(i * features.Columns));
        return new FeatureMatrix(values, rows.Length, features.Columns);
    }

    /// <summary>A method on its way through the folds.</summary>
    private sealed class MethodRun(ComparedMethod method, int[] truth)
    {
        private readonly int[] _predictions = new int[truth.Length];
        private readonly List<double> _balanced = [];
        private readonly Stopwatch _resampling = new();
        private readonly Stopwatch _training = new();
        private string? _failure;

        public void Fold(FeatureMatrix rows, int[] labels, FeatureMatrix all, int[] tested, Func<int, string> className, int? threads)
        {
            if (_failure != null)
                return;
            try
            {
                _resampling.Start();
                if (method.Sampler != null)
                {
                    ResampleResult result = method.Sampler.Resample(rows, labels, className);
                    if (result.Rows == 0)
                        throw new BadInputException("It removed every training row.");
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
            var model = LogisticRegression.Fit(rows, labels, weights: weights, tolerance: Tolerance, threads: threads);
            _training.Stop();
            foreach (int row in tested)
                _predictions[row] = model.Predict(all.Row(row));
            _balanced.Add(new ClassConfusionMatrix([.. tested.Select(row => truth[row])], [.. tested.Select(row => _predictions[row])]).BalancedAccuracy);
        }

        public MethodResult Result() => new(
            method.Name, _failure, _predictions, _failure == null ? new ImbalancedClassificationMetrics(truth, _predictions) : null, _balanced, _resampling.Elapsed, _training.Elapsed);
    }
}
