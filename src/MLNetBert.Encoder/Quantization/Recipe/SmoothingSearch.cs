using MLNetBert.Encoder.Quantization.Algebra;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// Looks, from a first smoothing on, for the one with which rounding disturbs a layer's results least. Inputs are rounded in steps that go with the greatest value of their row, weights in
/// steps that go with the greatest of their output; what both make of a result is, but for constants, (mean of squared greatest inputs) * (sum of squared weights) + (sum of
/// the inputs' variances) * (sum of squared greatest weights).
/// </summary>
/// <remarks>Adam (Kingma and Ba, 2014) on the logarithms of the scales and on the shifts.</remarks>
internal sealed class SmoothingSearch
{
    private const int Steps = 120;
    private const double StepSize = 0.03, FirstDecay = 0.9, SecondDecay = 0.99, Tiny = 1e-12;

    /// <summary>GPTQ takes back most of what rounding weights does, and the fit more of it.</summary>
    private const double WeightsPart = 0.25;

    private readonly (float[] Values, double Weight)[] _rows;
    private readonly float[] _squares;
    private readonly double[] _sums, _variances;
    private readonly double _weightsPart;
    private readonly int _channels, _outputs;

    /// <param name="rows">Inputs, [rows, channels], and how much each row counts.</param>
    /// <param name="weights">The weights, [channels, outputs].</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="greatestCode">The greatest integer weight.</param>
    public SmoothingSearch(IEnumerable<(float[] Values, double Weight)> rows, ReadOnlySpan<double> weights, int channels, int greatestCode)
    {
        (_rows, _channels, _outputs) = ([.. rows], channels, weights.Length / channels);
        _weightsPart = WeightsPart * 127 * 127 / greatestCode / greatestCode;
        _squares = new float[weights.Length];
        _sums = new double[channels];
        for (int i = 0; i < weights.Length; i++)
        {
            _squares[i] = (float)(weights[i] * weights[i]);
            _sums[i / _outputs] += weights[i] * weights[i];
        }

        _variances = Variances();
    }

    /// <summary>The best smoothing on the way.</summary>
    /// <param name="first">The one to begin with.</param>
    /// <param name="range">How far each channel's values are from the first shift at most.</param>
    /// <param name="keepShift">Whether the shift is given.</param>
    public Smoothing Run(Smoothing first, float[] range, bool keepShift)
    {
        int parameters = keepShift ? _channels : 2 * _channels;
        double[] at = new double[2 * _channels], gradient = new double[2 * _channels], mean = new double[parameters], square = new double[parameters];
        for (int k = 0; k < _channels; k++)
            at[k] = Math.Log(first.Scale[k]);
        (Smoothing best, double least) = (first, double.PositiveInfinity);
        for (int step = 0; step <= Steps; step++)
        {
            Smoothing now = step == 0 ? first : At(first, range, at);
            double error = Error(now, range, gradient);
            if (error < least)
                (best, least) = (now, error);
            if (error == 0)
                break;
            double size = StepSize * (1 - ((double)step / Steps)), firstPart = 1 - Math.Pow(FirstDecay, step + 1), secondPart = 1 - Math.Pow(SecondDecay, step + 1);
            for (int i = 0; i < parameters; i++)
            {
                double slope = gradient[i] / error;
                mean[i] += (1 - FirstDecay) * (slope - mean[i]);
                square[i] += (1 - SecondDecay) * ((slope * slope) - square[i]);
                at[i] -= size * (mean[i] / firstPart) / (Math.Sqrt(square[i] / secondPart) + Tiny);
            }
        }

        return best;
    }

    private Smoothing At(Smoothing first, float[] range, double[] at)
    {
        double middle = FixedOrder.Sum(at.AsSpan(0, _channels)) / _channels;
        float[] shift = new float[_channels], scale = new float[_channels];
        for (int k = 0; k < _channels; k++)
        {
            shift[k] = (float)(first.Shift[k] + (at[_channels + k] * range[k]));
            scale[k] = Smoothing.Clamped(at[k] - middle);
        }

        return new(shift, scale);
    }

    /// <summary>The error, and its slopes by the logarithms of the scales and by the shifts in units of <paramref name="range"/>.</summary>
    public double Error(Smoothing smoothing, float[] range, double[] gradient)
    {
        double[] byScale = new double[_channels], byShift = new double[_channels];
        double inputs = Inputs(smoothing, byScale, byShift), weights = 0, variances = 0;
        double[] greatest = new double[_outputs];
        int[] where = new int[_outputs];
        for (int k = 0; k < _channels; k++)
        {
            double square = (double)smoothing.Scale[k] * smoothing.Scale[k];
            weights += square * _sums[k];
            variances += _variances[k] / square;
            ReadOnlySpan<float> row = _squares.AsSpan(k * _outputs, _outputs);
            for (int n = 0; n < row.Length; n++)
            {
                if (square * row[n] > greatest[n])
                    (greatest[n], where[n]) = (square * row[n], k);
            }
        }

        double widest = FixedOrder.Sum(greatest) * _weightsPart;
        for (int k = 0; k < _channels; k++)
        {
            double square = (double)smoothing.Scale[k] * smoothing.Scale[k];
            gradient[k] = (weights * byScale[k]) + (2 * square * _sums[k] * inputs) - (2 * _variances[k] / square * widest);
            gradient[_channels + k] = weights * byShift[k] * range[k];
        }

        for (int n = 0; n < _outputs; n++)
            gradient[where[n]] += 2 * greatest[n] * _weightsPart * variances;
        return (inputs * weights) + (variances * widest);
    }

    /// <summary>The mean of the rows' squared greatest values.</summary>
    private double Inputs(Smoothing smoothing, double[] byScale, double[] byShift)
    {
        float[] factors = Array.ConvertAll(smoothing.Scale, scale => 1 / scale);
        (int Channel, float Value)[][] greatest = new (int, float)[_rows.Length][];
        Parallel.For(0, _rows.Length, i =>
        {
            float[] row = new float[_channels];
            greatest[i] = new (int, float)[_rows[i].Values.Length / _channels];
            for (int r = 0; r < greatest[i].Length; r++)
            {
                TensorPrimitives.Subtract(_rows[i].Values.AsSpan(r * _channels, _channels), smoothing.Shift, row);
                TensorPrimitives.Multiply(row, factors, row);
                int k = TensorPrimitives.IndexOfMaxMagnitude<float>(row);
                greatest[i][r] = (k, row[k]);
            }
        });

        (double sum, double total) = (0, _rows.Sum(batch => batch.Weight * (batch.Values.Length / _channels)));
        for (int i = 0; i < _rows.Length; i++)
        {
            double weight = _rows[i].Weight / total;
            foreach ((int k, float value) in greatest[i])
            {
                sum += weight * value * value;
                byScale[k] -= 2 * weight * value * value;
                byShift[k] -= 2 * weight * value * factors[k];
            }
        }

        return sum;
    }

    private double[] Variances()
    {
        double total = 0;
        double[] means = new double[_channels], squares = new double[_channels];
        foreach ((float[] values, double weight) in _rows)
        {
            total += weight * (values.Length / _channels);
            for (int i = 0; i < values.Length; i++)
            {
                means[i % _channels] += weight * values[i];
                squares[i % _channels] += weight * values[i] * values[i];
            }
        }

        return [.. means.Zip(squares, (mean, square) => Math.Max(0, (square / total) - (mean / total * (mean / total))))];
    }
}
