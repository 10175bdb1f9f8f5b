using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNetBert.StageTests;

public class BalancedWeightsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("Key")]
    [InlineData("Name")]
    [InlineData("Int64")]
    public void A_weight_is_rows_over_classes_times_rows_of_the_class(string label)
    {
        IDataView view = _ml.Data.AddBalancedWeights(_ml.View(40, 15, 9), label);

        foreach ((uint key, float weight) in view.GetColumn<uint>("Key").Zip(view.GetColumn<float>("Weight")))
            Assert.Equal(64 / (3f * new[] { 40, 15, 9 }[key - 1]), weight, 1e-6f);
        Assert.Equal("Weight", view.Schema[^1].Name);
    }

    [Fact]
    public void Weights_train_what_repeated_rows_train()
    {
        // 60 rows against 30: the balanced weights 0.75 and 1.5 over 90 rows mean what 60 and 30 + 30 rows do over 120.
        ClassRow[] rows = ResamplingRows.Of(60, 30);
        ClassRow[] repeated = [.. rows, .. rows.Where(row => row.Truth)];
        IDataView data = _ml.Data.LoadFromEnumerable(rows);

        float[] weighted = Probabilities(_ml.Data.AddBalancedWeights(data, "Truth"), "Weight", data);
        float[] doubled = Probabilities(_ml.Data.LoadFromEnumerable(repeated), null, data);
        float[] plain = Probabilities(data, null, data);

        // ML.NET's SDCA stops early; without weights it is farther off.
        Assert.True(Distance(weighted, doubled) < 0.6 * Distance(plain, doubled), $"{Distance(weighted, doubled)} against {Distance(plain, doubled)}");
    }

    [Fact]
    public void Counting_the_classes_can_be_cancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(() => _ml.Data.AddBalancedWeights(_ml.View(4, 3), "Key", cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public void A_row_without_class_is_an_error()
    {
        ClassRow[] rows = ResamplingRows.Of(20, 10);
        rows[4].Single = float.NaN;

        Assert.StartsWith("Row 4 ", Assert.Throws<BadInputException>(() => _ml.Data.AddBalancedWeights(_ml.Data.LoadFromEnumerable(rows), "Single")).Message);
        Assert.Throws<BadInputException>(() => _ml.Data.AddBalancedWeights(_ml.Data.LoadFromEnumerable(Array.Empty<ClassRow>()), "Key"));
    }

    private float[] Probabilities(IDataView training, string? weight, IDataView data)
    {
        SdcaLogisticRegressionBinaryTrainer trainer = _ml.BinaryClassification.Trainers.SdcaLogisticRegression("Truth", exampleWeightColumnName: weight, l2Regularization: 0.05f, maximumNumberOfIterations: 500);
        return [.. trainer.Fit(training).Transform(data).GetColumn<float>("Probability")];
    }

    private static float Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
