using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace MLNetBert.StageTests.Training;

/// <summary>What int8 costs behind the model.</summary>
public sealed class Int8FeaturesTests
{
    [Fact]
    [Trait("Category", "Long")]
    public void A_classifier_of_int8_features_is_as_good_as_one_of_float32_features()
    {
        using var exact = BertModel.Open();
        using var int8 = BertModel.Open(null, new BertModelOptions { Precision = ModelPrecision.Int8 });
        (double expected, double reached) = (BalancedAccuracy(exact), BalancedAccuracy(int8));
        Assert.True(Math.Abs(reached - expected) <= 0.003, $"{expected} with float32, {reached} with int8");
    }

    /// <summary>Of 5 folds, with logistic regression as scikit-learn's LogisticRegression(C=10).</summary>
    private static double BalancedAccuracy(BertModel bert)
    {
        const double C = 10;
        const int Folds = 5;
        var ml = new MLContext(seed: 1);
        Row[] mails = Array.ConvertAll(MailRows.Some(1, int.MaxValue), mail => new Row { Text = mail.Text, Label = mail.Label });
        IDataView rows = ml.Data.LoadFromEnumerable(mails);
        IDataView features = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Transforms.Text.FeaturizeBert("Features", "Text", bert)).Fit(rows).Transform(rows);
        SdcaMaximumEntropyMulticlassTrainer trainer = ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            L2Regularization = (float)(1 / (C * mails.Length * (Folds - 1.0) / Folds)),
            MaximumNumberOfIterations = 250,
            NumberOfThreads = 1,
        });
        IDataView data = ml.Data.Cache(features, "Features", "Label");
        return ml.MulticlassClassification.EvaluateImbalanced(ml.MulticlassClassification.CrossValidateResampled(data, null, trainer, numberOfFolds: Folds).Select(fold => fold.ScoredHoldOutSet)).Metrics.Confusion.BalancedAccuracy;
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
