using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNetBert.Resampling;

namespace MLNetBert.StageTests;

public class CrossValidateResampledTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Only_training_rows_are_resampled_and_every_row_is_tested_once()
    {
        var trainer = new Recorder(_ml, OneThread.SdcaMaximumEntropy(_ml, "Key"));

        IReadOnlyList<ResampledFold<MulticlassClassificationMetrics>> folds = _ml.MulticlassClassification.CrossValidateResampled(_ml.View(60, 20, 15), new Smote(), trainer, label: "Key");

        Assert.Equal([0, 1, 2, 3, 4], folds.Select(fold => fold.Fold));
        var all = new List<int>();
        foreach ((ResampledFold<MulticlassClassificationMetrics>? fold, ClassRow[]? training) in folds.Zip(trainer.Fits))
        {
            ClassRow[] held = _ml.Read(fold.ScoredHoldOutSet);
            Assert.Equal([12, 4, 3], CountByKey(held));
            Assert.Equal([48, 48, 48], CountByKey(training));
            Assert.Empty(held.Select(row => row.Id).Intersect(training.Select(row => row.Id)));
            all.AddRange(held.Select(row => row.Id));
        }

        Assert.Equal(Enumerable.Range(1000, 95), all.Order());
    }

    [Fact]
    public void Without_sampler_the_folds_are_the_same_and_the_rows_as_they_are()
    {
        (Recorder? plain, Recorder? balanced) = (new Recorder(_ml, Trainer()), new Recorder(_ml, Trainer()));

        IReadOnlyList<ResampledFold<MulticlassClassificationMetrics>> without = _ml.MulticlassClassification.CrossValidateResampled(_ml.View(60, 20, 15), null, plain, label: "Key", seed: 4294967295);
        IReadOnlyList<ResampledFold<MulticlassClassificationMetrics>> with = _ml.MulticlassClassification.CrossValidateResampled(_ml.View(60, 20, 15), new RandomUnderSampler(), balanced, label: "Key", seed: 4294967295);

        foreach ((ResampledFold<MulticlassClassificationMetrics>? a, ResampledFold<MulticlassClassificationMetrics>? b) in without.Zip(with))
            Assert.Equal(_ml.Read(a.ScoredHoldOutSet).Select(row => row.Id), _ml.Read(b.ScoredHoldOutSet).Select(row => row.Id));
        Assert.All(plain.Fits, rows => Assert.Equal([48, 16, 12], CountByKey(rows)));
        Assert.All(balanced.Fits, rows => Assert.Equal([12, 12, 12], CountByKey(rows)));
    }

    [Fact]
    public void Metrics_are_MLNets_of_the_scored_rows()
    {
        foreach (ResampledFold<MulticlassClassificationMetrics> fold in _ml.MulticlassClassification.CrossValidateResampled(_ml.View(60, 20, 15), new Smote(), Trainer(), label: "Key"))
        {
            MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(fold.ScoredHoldOutSet, "Key");
            Assert.Equal(metrics.MacroAccuracy, fold.Metrics.MacroAccuracy);
            Assert.Equal(metrics.LogLoss, fold.Metrics.LogLoss);
        }
    }

    [Fact]
    public void A_preparation_is_part_of_the_models_which_take_raw_rows()
    {
        Row[] rows = [.. Texts.Rows(120).Where((row, i) => row.Label != "2" || i % 2 == 0)];
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        EstimatorChain<BertFeaturizingTransformer> preparation = _ml.Transforms.Conversion.MapValueToKey("Label").Append(_ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert));
        SdcaMaximumEntropyMulticlassTrainer trainer = OneThread.SdcaMaximumEntropy(_ml);

        IReadOnlyList<ResampledFold<MulticlassClassificationMetrics>> folds = _ml.MulticlassClassification.CrossValidateResampled(data, new Smote { KNeighbors = 3 }, trainer, preparation, numberOfFolds: 3);

        Assert.Equal(rows.Length, folds.Sum(fold => fold.ScoredHoldOutSet.GetColumn<uint>("PredictedLabel").Count()));
        string file = Path.GetTempFileName();
        _ml.Model.Save(folds[0].Model, data.Schema, file);
        IEnumerable<uint> predicted = _ml.Model.Load(file, out _).Transform(data).GetColumn<uint>("PredictedLabel");
        Assert.Equal(folds[0].Model.Transform(data).GetColumn<uint>("PredictedLabel"), predicted);
        File.Delete(file);
    }

    [Fact]
    public void Binary_folds_have_calibrated_metrics()
    {
        SdcaLogisticRegressionBinaryTrainer trainer = OneThread.SdcaLogisticRegression(_ml, "Truth");

        IReadOnlyList<ResampledFold<CalibratedBinaryClassificationMetrics>> folds = _ml.BinaryClassification.CrossValidateResampled(_ml.View(60, 15), new Smote(), trainer, label: "Truth", numberOfFolds: 3);

        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.Equal(_ml.BinaryClassification.Evaluate(fold.ScoredHoldOutSet, "Truth").AreaUnderRocCurve, fold.Metrics.AreaUnderRocCurve));
        Assert.Equal(75, _ml.BinaryClassification.EvaluateImbalanced(folds.Select(fold => fold.ScoredHoldOutSet), "Truth").Metrics.Confusion.Total);
    }

    [Fact]
    public void Binary_folds_need_no_probability()
    {
        SdcaLogisticRegressionBinaryTrainer trainer = OneThread.SdcaLogisticRegression(_ml, "Truth");

        IReadOnlyList<ResampledFold<BinaryClassificationMetrics>> folds = _ml.BinaryClassification.CrossValidateResampledNonCalibrated(_ml.View(60, 15), new Smote(), trainer, label: "Truth", numberOfFolds: 3, seed: 2);

        IReadOnlyList<ResampledFold<CalibratedBinaryClassificationMetrics>> calibrated = _ml.BinaryClassification.CrossValidateResampled(_ml.View(60, 15), new Smote(), trainer, label: "Truth", numberOfFolds: 3, seed: 2);
        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.Equal(_ml.BinaryClassification.EvaluateNonCalibrated(fold.ScoredHoldOutSet, "Truth").F1Score, fold.Metrics.F1Score));
        Assert.All(folds.Zip(calibrated), pair => Assert.Equal(
            pair.Second.ScoredHoldOutSet.GetColumn<bool>("Truth"), pair.First.ScoredHoldOutSet.GetColumn<bool>("Truth")));
    }

    [Fact]
    public void Classes_smaller_than_the_folds_and_rows_without_class_are_errors()
    {
        Assert.Contains("5 folds", Assert.Throws<BadInputException>(() => _ml.MulticlassClassification.CrossValidateResampled(_ml.View(30, 4), null, Trainer(), label: "Key")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.CrossValidateResampled(_ml.View(30, 4), null, Trainer(), label: "Key", numberOfFolds: 1));
        ClassRow[] rows = ResamplingRows.Of(30, 10);
        rows[3].Key = 9;
        Assert.StartsWith("Row 3 ", Assert.Throws<BadInputException>(() => _ml.MulticlassClassification.CrossValidateResampled(_ml.Data.LoadFromEnumerable(rows), null, Trainer(), label: "Key")).Message);
    }

    [Fact]
    public void Every_fold_is_told_of_and_a_cancelled_run_trains_no_further()
    {
        var trainer = new Recorder(_ml, Trainer());
        var told = new List<FoldProgress>();
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => _ml.MulticlassClassification.CrossValidateResampled(
            _ml.View(60, 20, 15), new Smote(), trainer, label: "Key", progress: new Telling(Tell), cancellationToken: source.Token));
        Assert.Equal([new FoldProgress(0, 5), new FoldProgress(1, 5), new FoldProgress(2, 5)], told);
        Assert.Equal(2, trainer.Fits.Count);
        Assert.ThrowsAny<OperationCanceledException>(() => _ml.Data.Resample(_ml.View(60, 20, 15), new Smote(), "Key", cancellationToken: source.Token));

        void Tell(FoldProgress progress)
        {
            told.Add(progress);
            if (progress.Done == 2)
                source.Cancel();
        }
    }

    private static int[] CountByKey(IEnumerable<ClassRow> rows) => [.. rows.CountBy(row => row.Key).OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    private IEstimator<ITransformer> Trainer() => OneThread.SdcaMaximumEntropy(_ml, "Key");

    /// <summary>A trainer that remembers the rows that it was given.</summary>
    private sealed class Recorder(MLContext ml, IEstimator<ITransformer> trainer) : IEstimator<ITransformer>
    {
        public List<ClassRow[]> Fits { get; } = [];

        public ITransformer Fit(IDataView input)
        {
            Fits.Add(ml.Read(input));
            return trainer.Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => trainer.GetOutputSchema(inputSchema);
    }

    private sealed class Telling(Action<FoldProgress> tell) : IProgress<FoldProgress>
    {
        public void Report(FoldProgress value) => tell(value);
    }
}
