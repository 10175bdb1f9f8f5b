using MLNetBert.Resampling;
using MLNetBert.Resampling.Classification;
using MLNetBert.Resampling.Threading;

namespace MLNetBert.Tests.Classification;

public class LogisticRegressionTests
{
    private static readonly IReadOnlyList<ScikitLearnFit> Fits = ScikitLearnFit.All;

    public static TheoryData<string> Names => [.. Fits.Select(fit => fit.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Weights_are_scikit_learns(string name)
    {
        ScikitLearnFit fit = Fits.Single(f => f.Name == name);
        var model = LogisticRegression.Fit(fit.Rows, fit.Labels, fit.C, fit.Weights, tolerance: 1e-12, workers: new Workers(1));
        Assert.True(model.Converged, "the gradient did not come down to 1e-12");
        Assert.Equal(fit.Coefficients.Length, model.Vectors);
        for (int vector = 0; vector < model.Vectors; vector++)
        {
            for (int column = 0; column < fit.Rows.Columns; column++)
                Near(fit.Coefficients[vector][column], model.Weights(vector)[column], $"weight {vector}, {column}");
        }

        // Softmax does not change when all intercepts move together, and nothing penalizes it: compare them to their mean.
        double[] intercepts = [.. Enumerable.Range(0, model.Vectors).Select(model.Intercept)];
        bool softmax = model.Vectors > 1;
        for (int vector = 0; vector < model.Vectors; vector++)
            Near(fit.Intercepts[vector] - (softmax ? fit.Intercepts.Average() : 0), intercepts[vector] - (softmax ? intercepts.Average() : 0), $"intercept {vector}");
        Assert.Equal(fit.Predicted, Enumerable.Range(0, fit.Rows.Rows).Select(row => model.Predict(fit.Rows.Row(row))));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_gradient_is_the_slope_of_the_loss(string name)
    {
        ScikitLearnFit fit = Fits.Single(f => f.Name == name);
        int[] classes = [.. fit.Labels.Distinct().Order()];
        var loss = new LogisticLoss(fit.Rows, [.. fit.Labels.Select(label => Array.IndexOf(classes, label))], classes.Length, fit.Weights, fit.C, workers: new Workers(1));
        var random = new Random(1);
        double[] point = [.. Enumerable.Range(0, loss.ParameterCount).Select(_ => random.NextDouble() - 0.5)];
        double[] gradient = new double[point.Length], unused = new double[point.Length];
        loss.Evaluate(point, gradient);
        for (int i = 0; i < point.Length; i++)
        {
            double kept = point[i];
            point[i] = kept + 1e-5;
            double above = loss.Evaluate(point, unused);
            point[i] = kept - 1e-5;
            double below = loss.Evaluate(point, unused);
            point[i] = kept;
            Assert.Equal((above - below) / 2e-5, gradient[i], 1e-8);
        }
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        ScikitLearnFit fit = Fits.Single(f => f.Name == "three, C=1");
        var one = LogisticRegression.Fit(fit.Rows, fit.Labels, workers: new Workers(1));
        var five = LogisticRegression.Fit(fit.Rows, fit.Labels, workers: new Workers(5));
        for (int vector = 0; vector < one.Vectors; vector++)
        {
            Assert.Equal(one.Weights(vector).ToArray(), five.Weights(vector).ToArray());
            Assert.Equal(one.Intercept(vector), five.Intercept(vector));
        }
    }

    [Fact]
    public void Whole_weights_are_repeated_rows()
    {
        ScikitLearnFit fit = Fits.Single(f => f.Name == "binary, C=1");
        int[] times = [.. Enumerable.Range(0, fit.Labels.Length).Select(row => row % 3)];
        int[] repeated = [.. times.SelectMany((count, row) => Enumerable.Repeat(row, count))];
        var weighted = LogisticRegression.Fit(fit.Rows, fit.Labels, weights: [.. times.Select(t => (double)t)], tolerance: 1e-10);
        var plain = LogisticRegression.Fit(
            FeatureMatrix.FromRows([.. repeated.Select(row => fit.Rows.Row(row).ToArray())]), [.. repeated.Select(row => fit.Labels[row])], tolerance: 1e-10);
        for (int column = 0; column < fit.Rows.Columns; column++)
            Near(plain.Weights(0)[column], weighted.Weights(0)[column], $"weight {column}");
    }

    [Fact]
    public void A_single_class_is_always_predicted()
    {
        var model = LogisticRegression.Fit(new FeatureMatrix([1, 2, 3, 4], 2, 2), [7, 7]);
        Assert.Equal(7, model.Predict([5, -5]));
    }

    // scikit-learn's own gradients end at up to 5e-10, which leaves its weights uncertain by up to 2e-6 where the penalty is weak.
    private static void Near(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-5 * Math.Max(1, Math.Abs(expected)), $"{what}: expected {expected:R}, got {actual:R}");
}
