using MLNetBert.Encoder.Quantization.Recipe;

namespace MLNetBert.Tests.Quantization;

/// <summary>The search for a smoothing, against its formula by hand.</summary>
public sealed class SmoothingSearchTests
{
    private const int Channels = 6, Outputs = 4, Code = 63;

    /// <summary>Rows of two batches that count differently; a few have an outlier.</summary>
    private static readonly (float[] Values, double Weight)[] Rows = [(Random(1, 30), 0.7), (Random(2, 11), 2)];

    private static readonly double[] Weights = ByHand.Random(3, Channels * Outputs);

    private static readonly Smoothing First = new([0.1f, 0, -0.2f, 0.3f, 0, 0], [1, 2, 0.5f, 1.5f, 0.7f, 1]);

    private static readonly float[] Range = [1, 2, 3, 1, 1, 9];

    [Fact]
    public void The_error_is_the_formula() => Assert.Equal(1, Search().Error(First, Range, new double[2 * Channels]) / Formula(First), 1e-6);

    [Fact]
    public void Its_slopes_are_differences()
    {
        const double Step = 1e-3;
        double[] slopes = new double[2 * Channels];
        Search().Error(First, Range, slopes);
        for (int k = 0; k < Channels; k++)
        {
            double byScale = (Formula(Moved(k, Math.Exp(Step), 0)) - Formula(Moved(k, Math.Exp(-Step), 0))) / (2 * Step);
            double byShift = (Formula(Moved(k, 1, Step)) - Formula(Moved(k, 1, -Step))) / (2 * Step) * Range[k];
            Assert.Equal(byScale, slopes[k], 0.01 * Formula(First));
            Assert.Equal(byShift, slopes[Channels + k], 0.01 * Formula(First));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_finds_a_better_smoothing(bool keepShift)
    {
        Smoothing found = Search().Run(First, Range, keepShift);
        Assert.InRange(Formula(found), 0, 0.9 * Formula(First));
        Assert.Equal(1, found.Scale.Aggregate(1.0, (product, scale) => product * scale), 1e-4);
        Assert.Equal(keepShift, found.Shift.AsSpan().SequenceEqual(First.Shift));
    }

    private static SmoothingSearch Search() => new(Rows, Weights, Channels, Code);

    private static double Formula(Smoothing smoothing)
    {
        double Smoothed(float[] values, int i) => (values[i] - (double)smoothing.Shift[i % Channels]) / smoothing.Scale[i % Channels];
        double total = Rows.Sum(batch => batch.Weight * batch.Values.Length / Channels);
        double inputs = Rows.Sum(batch => batch.Weight * Enumerable.Range(0, batch.Values.Length / Channels).Sum(r => Enumerable.Range(r * Channels, Channels).Max(i => Math.Pow(Smoothed(batch.Values, i), 2)))) / total;
        double Weight(int k, int n) => Math.Pow(Weights[(k * Outputs) + n] * smoothing.Scale[k], 2);
        double weights = Enumerable.Range(0, Channels).Sum(k => Enumerable.Range(0, Outputs).Sum(n => Weight(k, n)));
        double Mean(int k, Func<double, double> of) => Rows.Sum(batch => batch.Weight * Enumerable.Range(0, batch.Values.Length / Channels).Sum(r => of(batch.Values[(r * Channels) + k]))) / total;
        double variances = Enumerable.Range(0, Channels).Sum(k => (Mean(k, x => x * x) - Math.Pow(Mean(k, x => x), 2)) / Math.Pow(smoothing.Scale[k], 2));
        double widest = Enumerable.Range(0, Outputs).Sum(n => Enumerable.Range(0, Channels).Max(k => Weight(k, n)));
        return (inputs * weights) + (0.25 * Math.Pow(127.0 / Code, 2) * variances * widest);
    }

    private static Smoothing Moved(int channel, double factor, double shift) => new(
        [.. First.Shift.Select((value, k) => k == channel ? (float)(value + shift) : value)], [.. First.Scale.Select((value, k) => k == channel ? (float)(value * factor) : value)]);

    private static float[] Random(int seed, int rows) =>
        [.. ByHand.Random(seed, rows * Channels).Select((value, i) => (float)(value * (1 + (i % Channels)) * (i % 17 == 0 ? 5 : 1)))];
}
