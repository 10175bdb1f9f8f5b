using MLNetBert.Encoder.Quantization.Recipe;

namespace MLNetBert.Tests.Quantization;

/// <summary>Each step of the recipe against float64 by hand, on small matrices.</summary>
public sealed class RecipeTests
{
    private const int Inputs = 9, Outputs = 4, Code = 127;

    [Fact]
    public void Smoothing_leaves_the_layers_outputs_as_they_are()
    {
        double[] x = ByHand.Random(1, 20 * Inputs, 3), weights = ByHand.Random(2, Inputs * Outputs);
        for (int i = 0; i < x.Length; i++)
            x[i] = (x[i] * (1 + (i % Inputs))) + (i % Inputs);
        ChannelRanges ranges = new(Inputs);
        ranges.Add(ToFloat(x));
        float[] shift = ranges.Middle;
        var smoothing = Smoothing.Of(ranges.From(shift), shift, [ToFloat(weights)], 0.85);
        double[] smoothed = [.. x.Select((value, i) => (value - shift[i % Inputs]) / smoothing.Scale[i % Inputs])];
        double[] scaled = [.. weights.Select((value, i) => value * smoothing.Scale[i / Outputs])];
        double[] constant = ByHand.Product(Array.ConvertAll(shift, value => (double)value), weights, 1, Outputs, Inputs);
        double[] result = ByHand.Product(smoothed, scaled, 20, Outputs, Inputs);
        ByHand.Close(ByHand.Product(x, weights, 20, Outputs, Inputs), [.. result.Select((value, i) => value + constant[i % Outputs])], 1e-5);
    }

    [Fact]
    public void Smoothing_is_the_formula()
    {
        float[] range = [4, 1, 2], weights = [0.5f, -1, 2, 0.25f, -1, 1];
        var smoothing = Smoothing.Of(range, [0, 0, 0], [weights], 0.8);
        double[] scale = [Math.Pow(4, 0.8) / Math.Pow(1, 0.2), 1 / Math.Pow(2, 0.2), Math.Pow(2, 0.8)];
        double mean = Math.Pow(scale[0] * scale[1] * scale[2], 1.0 / 3);
        ByHand.Close(Array.ConvertAll(scale, value => value / mean), Array.ConvertAll(smoothing.Scale, value => (double)value), 1e-6);
    }

    [Fact]
    public void A_channel_that_is_always_zero_changes_nothing_for_the_others()
    {
        var smoothing = Smoothing.Of([0, 1, 1], [0, 0, 0], [new float[] { 0, 1, 1 }], 0.9);
        Assert.All(smoothing.Scale, scale => Assert.InRange(scale, 1e-3f, 1e3f));
        Assert.Equal(smoothing.Scale[1], smoothing.Scale[2]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rounding_is_GPTQ_by_hand_or_nearest_where_that_is_better(int seed)
    {
        double[] weights = ByHand.Random(seed, Inputs * Outputs), moments = ByHand.Moments(seed, Inputs);
        float[] scales = WeightRounding.Scales(weights, Outputs, 7);
        sbyte[] codes = WeightRounding.Round(weights, moments, scales, 7), byHand = Gptq(weights, moments, scales, 7), nearest = WeightRounding.Nearest(weights, scales, 7);
        double[] errors = WeightRounding.Errors(weights, codes, moments, scales), ofGptq = Objective(weights, byHand, moments, scales), ofNearest = Objective(weights, nearest, moments, scales);
        ByHand.Close(Objective(weights, codes, moments, scales), errors, 1e-12);
        for (int n = 0; n < Outputs; n++)
        {
            sbyte[] expected = ofNearest[n] < ofGptq[n] ? nearest : byHand;
            for (int i = 0; i < Inputs; i++)
                Assert.Equal(expected[(i * Outputs) + n], codes[(i * Outputs) + n]);
        }

        Assert.True(errors.Sum() < ofNearest.Sum());
    }

    [Fact]
    public void Rounding_in_blocks_is_rounding_by_hand()
    {
        const int Many = 150;
        double[] weights = ByHand.Random(8, Many * 3), moments = ByHand.Moments(8, Many);
        float[] scales = WeightRounding.Scales(weights, 3, Code);
        double[] errors = WeightRounding.Errors(weights, WeightRounding.Round(weights, moments, scales, Code), moments, scales);
        double[] byHand = Objective(weights, Gptq(weights, moments, scales, Code), moments, scales);
        for (int n = 0; n < errors.Length; n++)
            Assert.InRange(errors[n], 0, byHand[n] * (1 + 1e-6));
    }

    [Theory]
    [InlineData(0.3f, 0.4f)]
    [InlineData(0.5f, 6)]
    [InlineData(3, 5)]
    [InlineData(40, 60)]
    public void The_zero_point_after_a_Gelu_gives_the_least_steps_that_hold_its_values(float small, float great)
    {
        (byte zeroPoint, double squares) = ActivationNodes.AfterGelu([([small, great], 1), ([great], 0.5)]);
        double Step(double greatest, int zero) => Math.Max(greatest / (255 - zero), 0.17 / zero);
        double Squares(int zero) => Math.Pow(Step(small, zero), 2) + (1.5 * Math.Pow(Step(great, zero), 2));
        Assert.All(Enumerable.Range(1, 127), other => Assert.True(Squares(zeroPoint) <= Squares(other) * (1 + 1e-6)));
        Assert.Equal(Squares(zeroPoint), squares, 1e-6 * squares);
    }

    [Fact]
    public void Scales_hold_the_greatest_weight()
    {
        float[] scales = WeightRounding.Scales([1, -2, 0, 3, 0.5, 0], 3, 127);
        Assert.Equal([3f / 127, 2f / 127, 1f], scales);
    }

    [Fact]
    public void The_fit_is_the_normal_equations_solution()
    {
        double[] moments = ByHand.Moments(6, Inputs), cross = ByHand.Random(7, Inputs * Outputs), weights = ByHand.Random(8, Inputs * Outputs);
        double penalty = 1.5 * Enumerable.Range(0, Inputs).Average(i => moments[(i * Inputs) + i]);
        double[] left = [.. moments];
        for (int i = 0; i < Inputs; i++)
            left[(i * Inputs) + i] += penalty;
        double[] right = [.. cross.Zip(weights, (c, w) => c + (penalty * w))];
        ByHand.Close(ByHand.Product(ByHand.Inverse(left, Inputs), right, Inputs, Outputs, Inputs), LayerFit.Fit(moments, cross, weights, Outputs), 1e-10);
    }

    [Fact]
    public void Moments_are_weighted_means_about_the_means()
    {
        const int Rows = 700;
        double[] x = ByHand.Random(9, Rows * Inputs), y = ByHand.Random(10, Rows * Outputs);
        ChannelMoments moments = new(Inputs, Outputs);
        (int From, int Count, double Weight)[] parts = [(0, 3, 2.5), (3, 597, 1), (600, 100, 0.4)];
        foreach ((int from, int count, double weight) in parts)
            moments.AddToMeans(ToFloat(x[(from * Inputs)..((from + count) * Inputs)]), ToFloat(y[(from * Outputs)..((from + count) * Outputs)]), weight);
        moments.FinishMeans();
        foreach ((int from, int count, double weight) in parts)
            moments.Add(ToFloat(x[(from * Inputs)..((from + count) * Inputs)]), ToFloat(y[(from * Outputs)..((from + count) * Outputs)]), weight);
        moments.Finish();
        double Weight(int row) => parts.First(part => row < part.From + part.Count).Weight;
        double total = Enumerable.Range(0, Rows).Sum(Weight);
        double[] meanX = [.. Enumerable.Range(0, Inputs).Select(k => Enumerable.Range(0, Rows).Sum(r => Weight(r) * x[(r * Inputs) + k]) / total)];
        double[] meanY = [.. Enumerable.Range(0, Outputs).Select(k => Enumerable.Range(0, Rows).Sum(r => Weight(r) * y[(r * Outputs) + k]) / total)];
        ByHand.Close(meanX, moments.MeanX, 1e-7);
        ByHand.Close(meanY, moments.MeanY, 1e-7);
        for (int i = 0; i < Inputs; i++)
        {
            for (int j = 0; j < Inputs; j++)
                Assert.Equal(Enumerable.Range(0, Rows).Sum(r => Weight(r) * (x[(r * Inputs) + i] - meanX[i]) * (x[(r * Inputs) + j] - meanX[j])) / total, moments.Moments[(i * Inputs) + j], 1e-6);
            for (int j = 0; j < Outputs; j++)
                Assert.Equal(Enumerable.Range(0, Rows).Sum(r => Weight(r) * (x[(r * Inputs) + i] - meanX[i]) * (y[(r * Outputs) + j] - meanY[j])) / total, moments.CrossMoments[(i * Outputs) + j], 1e-6);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_bias_gives_the_float_layers_mean(int outliers)
    {
        double[] x = ByHand.Random(11, 50 * Inputs), weights = ByHand.Random(12, Inputs * Outputs), y = ByHand.Product(x, weights, 50, Outputs, Inputs);
        ChannelMoments moments = new(Inputs, Outputs);
        moments.AddToMeans(ToFloat(x), ToFloat(y), 1);
        moments.FinishMeans();
        moments.Add(ToFloat(x), ToFloat(y), 1);
        moments.Finish();
        FittedLayer layer = LayerFit.Make(moments, weights, Code, outliers);
        double[] rounded = [.. layer.Codes.Select((code, i) => (double)code * layer.Scales[i % Outputs]), .. layer.OutlierWeights];
        double[] result = ByHand.Product(x, rounded, 50, Outputs, Inputs);
        for (int n = 0; n < Outputs; n++)
            Assert.Equal(Enumerable.Range(0, 50).Average(r => y[(r * Outputs) + n]), Enumerable.Range(0, 50).Average(r => result[(r * Outputs) + n]) + layer.Bias[n], 1e-6);
    }

    /// <summary>One weight after another, with the whole inverse: the published algorithm.</summary>
    private static sbyte[] Gptq(double[] weights, double[] moments, float[] scales, int greatest)
    {
        int outputs = scales.Length, size = weights.Length / outputs;
        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => moments[(i * size) + i])];
        double damping = 0.01 * Enumerable.Range(0, size).Average(i => moments[(i * size) + i]);
        double[] damped = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                damped[(i * size) + j] = moments[(order[i] * size) + order[j]] + (i == j ? damping : 0);
        }

        // The upper factor of the inverse is its lower factor, transposed.
        double[] lower = ByHand.Cholesky(ByHand.Inverse(damped, size), size), left = [.. weights];
        sbyte[] codes = new sbyte[weights.Length];
        for (int i = 0; i < size; i++)
        {
            for (int n = 0; n < outputs; n++)
            {
                double weight = left[(order[i] * outputs) + n];
                double code = Math.Clamp(Math.Round(weight / scales[n]), -greatest, greatest);
                codes[(order[i] * outputs) + n] = (sbyte)code;
                for (int j = i + 1; j < size; j++)
                    left[(order[j] * outputs) + n] -= (weight - (code * scales[n])) / lower[(i * size) + i] * lower[(j * size) + i];
            }
        }

        return codes;
    }

    private static double[] Objective(double[] weights, sbyte[] codes, double[] moments, float[] scales)
    {
        int outputs = scales.Length, size = weights.Length / outputs;
        double Difference(int i, int n) => weights[(i * outputs) + n] - ((double)codes[(i * outputs) + n] * scales[n]);
        return [.. Enumerable.Range(0, outputs).Select(n => Enumerable.Range(0, size).Sum(i => Enumerable.Range(0, size).Sum(j => Difference(i, n) * moments[(i * size) + j] * Difference(j, n))))];
    }

    private static float[] ToFloat(double[] values) => Array.ConvertAll(values, value => (float)value);
}
