using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Training;

namespace MLNetBert.StageTests.Training;

public class PriorCorrectionTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Scores_are_those_of_the_formula()
    {
        double[] trained = [1 / 3.0, 1 / 3.0, 1 / 3.0], data = [0.7, 0.25, 0.05];
        float[] scores = [0.2f, 0.3f, 0.5f];
        double[] expected = [.. scores.Zip(data, (s, p) => s * p / (1 / 3.0))];
        double sum = expected.Sum();

        IDataView view = _ml.Data.LoadFromEnumerable([new Scored { Score = scores }]);
        view = _ml.MulticlassClassification.CorrectPrior(trained, data).Fit(view).Transform(view);

        Assert.Equal(expected.Select(value => value / sum), Vector(view).Select(value => (double)value), new Near(1e-6));
    }

    [Fact]
    public void Equal_priors_change_nothing_and_a_temperature_flattens()
    {
        double[] even = [0.5, 0.5];
        IDataView view = _ml.Data.LoadFromEnumerable([new Two { Score = [0.2f, 0.8f] }]);

        Assert.Equal([0.2, 0.8], Vector(_ml.MulticlassClassification.CorrectPrior(even, even).Fit(view).Transform(view)).Select(value => (double)value), new Near(1e-6));
        double flat = Math.Sqrt(0.8) / (Math.Sqrt(0.8) + Math.Sqrt(0.2));
        Assert.Equal([1 - flat, flat], Vector(_ml.MulticlassClassification.CorrectPrior(even, even, temperature: 2).Fit(view).Transform(view)).Select(value => (double)value), new Near(1e-6));
    }

    [Fact]
    public void A_probability_of_two_classes_is_corrected_and_given_as_a_vector_with_names()
    {
        var options = new PriorCorrectionOptions { ProbabilityColumnName = "Probability", TrainingPriors = [0.5, 0.5], DataPriors = [0.1, 0.9], PositiveClass = 0, ClassNames = ["rare", "common"] };
        IDataView view = _ml.Data.LoadFromEnumerable([new Calibrated { Probability = 0.5f }]);
        view = _ml.BinaryClassification.CorrectPrior(options).Fit(view).Transform(view);

        Assert.Equal([0.1, 0.9], Vector(view).Select(value => (double)value), new Near(1e-6));
        Assert.Equal(0.1, view.GetColumn<float>("Probability").Single(), 1e-6);
        VBuffer<ReadOnlyMemory<char>> names = default;
        view.Schema["Score"].GetSlotNames(ref names);
        Assert.Equal(["rare", "common"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused()
    {
        foreach (PriorCorrectionOptions options in (PriorCorrectionOptions[])
        [
            new(),
            new() { TrainingPriors = [0.5, 0.5], DataPriors = [1] },
            new() { TrainingPriors = [0.5, 0.5], DataPriors = [0, 1] },
            new() { TrainingPriors = [0.5, 0.5], DataPriors = [double.NaN, 1] },
            new() { TrainingPriors = [0.5, 0.5], DataPriors = [0.5, 0.5], Temperature = 0 },
            new() { TrainingPriors = [0.5, 0.5], DataPriors = [0.5, 0.5], ScoreColumnName = "" },
            new() { TrainingPriors = [0.3, 0.3, 0.4], DataPriors = [0.3, 0.3, 0.4], ProbabilityColumnName = "Probability" },
            new() { TrainingPriors = [0.5, 0.5], DataPriors = [0.5, 0.5], ProbabilityColumnName = "Probability", PositiveClass = 2 },
            new() { TrainingPriors = [0.5, 0.5], DataPriors = [0.5, 0.5], ProbabilityColumnName = "Score" },
        ])
        {
            Assert.ThrowsAny<ArgumentException>(() => new PriorCorrectionEstimator(options));
        }
    }

    [Fact]
    public void The_expected_calibration_error_is_that_of_the_bins()
    {
        ReliabilityBin[] bins = [new(0.6, 0.5, 10), new(0.9, 1, 30)];

        Assert.Equal(((0.1 * 10) + (0.1 * 30)) / 40, Calibration.Error(bins), 1e-12);
    }

    [Fact]
    public void An_interval_is_about_as_wide_as_that_of_the_normal_distribution()
    {
        int[] rows = [.. Enumerable.Range(0, 400)];
        MetricInterval interval = Bootstrap.Interval(0.25, rows, rows, 4000, 1, of => of.Count(row => row < 100) / (double)of.Count);
        double error = Math.Sqrt(0.25 * 0.75 / 400);

        Assert.Equal(0.25 - (1.96 * error), interval.Low, 0.004);
        Assert.Equal(0.25 + (1.96 * error), interval.High, 0.004);
    }

    private static float[] Vector(IDataView view) => [.. view.GetColumn<float[]>("Score").Single()];

    private sealed class Near(double distance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= distance;

        public int GetHashCode(double obj) => 0;
    }

    private sealed class Scored
    {
        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }

    private sealed class Two
    {
        [VectorType(2)]
        public float[] Score { get; set; } = [];
    }

    private sealed class Calibrated
    {
        public float Probability { get; set; }
    }
}
