using MLNetBert.Resampling.Classification;

namespace MLNetBert.Resampling;

/// <summary>Cross-validation that resamples the training rows of each fold, after the split, and never the rows that are tested.</summary>
internal static class ResampledFolds
{
    public static IReadOnlyList<ResampledFold<TMetrics>> Run<TMetrics>(
        IDataView data,
        Sampler? sampler,
        IEstimator<ITransformer> trainer,
        IEstimator<ITransformer>? preparation,
        int folds,
        string label,
        string features,
        long seed,
        IProgress<FoldProgress>? progress,
        CancellationToken cancellation,
        Func<IDataView, TMetrics> evaluate)
        where TMetrics : class
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2, nameof(folds));
        var store = new StoredRows(data);
        int[] foldOf = Split(store, new ClassColumn(data.Schema, label), folds, seed);
        var results = new List<ResampledFold<TMetrics>>();
        for (int fold = 0; fold < folds; fold++)
        {
            progress?.Report(new FoldProgress(fold, folds));
            cancellation.ThrowIfCancellationRequested();
            SelectedRows training = Rows(store, foldOf, of => of != fold);
            SelectedRows held = Rows(store, foldOf, of => of == fold);
            ITransformer? prepared = preparation?.Fit(training);
            IDataView rows = prepared?.Transform(training) ?? training;
            cancellation.ThrowIfCancellationRequested();
            ResampledDataView? resampled = sampler == null ? null : ViewResampling.Resample(rows, sampler, label, features, cancellation: cancellation);
            ITransformer trained = trainer.Fit(resampled ?? rows);
            cancellation.ThrowIfCancellationRequested();
            ITransformer model = prepared == null ? trained : new TransformerChain<ITransformer>(prepared, trained);
            IDataView scored = model.Transform(held);
            results.Add(new(fold, model, evaluate(scored), scored, resampled?.Warnings ?? []));
        }

        return results;
    }

    private static int[] Split(StoredRows store, ClassColumn classes, int folds, long seed)
    {
        var rows = new ClassLabels();
        store.Read([classes.Column], [classes.Column], cursor =>
        {
            Func<ClassValue> read = classes.CreateReader(cursor);
            return () => rows.Add(read());
        });
        (int[]? labels, Dictionary<int, ClassValue>? values) = rows.Number();
        if (labels.Length == 0)
            throw new BadInputException("There are no rows to split into folds; give at least as many of each class as there are folds.") { Code = "data.no-rows" };
        return StratifiedKFold.FoldOfRows(labels, folds, seed, number => classes.Name(values[number]));
    }

    private static SelectedRows Rows(StoredRows store, int[] foldOf, Func<int, bool> chosen)
        => new(store, [.. Enumerable.Range(0, foldOf.Length).Where(row => chosen(foldOf[row]))]);
}
