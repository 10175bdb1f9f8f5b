using Microsoft.ML;

namespace MLNetBert.StageTests;

public class ImbalancedEvaluationTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Counts_and_recalls_are_those_of_MLNets_evaluator()
    {
        IDataView scored = Scored();

        ImbalancedEvaluation got = _ml.MulticlassClassification.EvaluateImbalanced(scored);
        Microsoft.ML.Data.MulticlassClassificationMetrics expected = _ml.MulticlassClassification.Evaluate(scored);

        Assert.Equal(expected.MacroAccuracy, got.Metrics.Confusion.BalancedAccuracy, 12);
        Assert.Equal(expected.MicroAccuracy, got.Metrics.Confusion.Accuracy, 12);
        for (int truth = 0; truth < 3; truth++)
        {
            Assert.Equal(expected.ConfusionMatrix.PerClassRecall[truth], got.Metrics.PerClass[truth].Sensitivity, 12);
            Assert.Equal(expected.ConfusionMatrix.PerClassPrecision[truth], got.Report.Rows[truth].Precision, 12);
            for (int predicted = 0; predicted < 3; predicted++)
                Assert.Equal(expected.ConfusionMatrix.Counts[truth][predicted], got.Metrics.Confusion[truth, predicted]);
        }

        // In the order in which the key mapping saw them.
        Assert.Equal(ResamplingRows.Of(60, 20, 15).Select(row => row.Name).Distinct(), got.ClassNames);
        Assert.Contains(got.ClassNames[0], got.Report.ToString());
    }

    [Fact]
    public void Reading_the_scores_can_be_cancelled()
    {
        IDataView scored = Scored();
        Assert.ThrowsAny<OperationCanceledException>(() => _ml.MulticlassClassification.EvaluateImbalanced(scored, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Predictions_that_are_texts_are_matched_by_name()
    {
        IDataView scored = Scored();
        IDataView named = _ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored);

        (ImbalancedEvaluation? byKey, ImbalancedEvaluation? byName, ImbalancedEvaluation? both) = (_ml.MulticlassClassification.EvaluateImbalanced(scored), _ml.MulticlassClassification.EvaluateImbalanced(named),
            _ml.MulticlassClassification.EvaluateImbalanced(named, "Name"));

        Assert.Equal(byKey.ClassNames.Order(), byName.ClassNames.Order());
        foreach ((string? name, Resampling.Metrics.ImbalancedClassMetrics? c) in byKey.ClassNames.Zip(byKey.Metrics.PerClass))
        {
            Assert.Equal(c with { Label = 0 }, byName.Metrics.PerClass[byName.ClassNames.IndexOf(name)] with { Label = 0 });
            Assert.Equal(c with { Label = 0 }, both.Metrics.PerClass[both.ClassNames.IndexOf(name)] with { Label = 0 });
        }
    }

    [Fact]
    public void Ordered_classes_have_a_macro_averaged_error()
    {
        // Ratings 1, 1, 3 predicted as 1, 3, 1: errors 0 and 2 of the first class, 2 of the second.
        IDataView scored = _ml.Data.LoadFromEnumerable(new Rating[] { new() { Label = 1, PredictedLabel = 1 }, new() { Label = 1, PredictedLabel = 3 }, new() { Label = 3, PredictedLabel = 1 } });

        Assert.Equal((1 + 2) / 2.0, _ml.MulticlassClassification.EvaluateImbalanced(scored).MacroAveragedMeanAbsoluteError());
        Assert.Equal(1.0 / 4, _ml.MulticlassClassification.EvaluateImbalanced(scored).Metrics.Confusion.BalancedAccuracy);
    }

    [Fact]
    public void A_row_without_class_is_an_error()
    {
        IDataView scored = _ml.Data.LoadFromEnumerable(new Rating[] { new() { Label = float.NaN, PredictedLabel = 1 } });

        Assert.StartsWith("Row 0 (counted from 0), column 'Label', has no label", Assert.Throws<BadInputException>(() => _ml.MulticlassClassification.EvaluateImbalanced(scored)).Message);
        Assert.Throws<BadInputException>(() => _ml.BinaryClassification.EvaluateImbalanced(_ml.Data.LoadFromEnumerable(Array.Empty<Rating>())));
    }

    private IDataView Scored()
    {
        IDataView data = _ml.View(60, 20, 15);
        return _ml.Transforms.Conversion.MapValueToKey("Label", "Name").Append(OneThread.SdcaMaximumEntropy(_ml)).Fit(data).Transform(data);
    }

    private sealed class Rating
    {
        public float Label { get; set; }

        public float PredictedLabel { get; set; }
    }
}
