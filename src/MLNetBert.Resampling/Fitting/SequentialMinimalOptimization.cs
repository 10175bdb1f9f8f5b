namespace MLNetBert.Resampling.Fitting;

/// <summary>
/// Sequential minimal optimization with second-order working sets (Fan, Chen and Lin, 2005): minimizes ½ a'Qa - Σa under
/// 0 ≤ a ≤ C and y'a = 0, to a violation of 1e-3. The kernel of a row with itself is 1.
/// </summary>
internal sealed class SequentialMinimalOptimization(KernelRows kernel, sbyte[] y)
{
    private const double C = 1;
    private const double Tolerance = 1e-3;
    private const double Tau = 1e-12;
    private readonly double[] _alpha = new double[y.Length];
    private readonly double[] _gradient = new double[y.Length];

    /// <summary>The coefficients a.</summary>
    public double[] Solve()
    {
        Array.Fill(_gradient, -1);
        int most = (int)Math.Min(int.MaxValue, Math.Max(10_000_000L, 100L * y.Length));
        for (int iteration = 0; iteration < most; iteration++)
        {
            kernel.Cancellation.ThrowIfCancellationRequested();
            int i = First(out double greatest);
            if (i < 0)
                break;

            float[] rowI = kernel[i];
            int j = Second(rowI, greatest, out double least);
            if (j < 0 || greatest - least < Tolerance)
                break;

            Step(i, j, rowI, kernel[j]);
        }

        return _alpha;
    }

    private bool CanRise(int t) => y[t] > 0 ? _alpha[t] < C : _alpha[t] > 0;

    private bool CanFall(int t) => y[t] > 0 ? _alpha[t] > 0 : _alpha[t] < C;

    private int First(out double greatest)
    {
        int first = -1;
        greatest = double.NegativeInfinity;
        for (int t = 0; t < y.Length; t++)
        {
            if (CanRise(t) && -y[t] * _gradient[t] >= greatest)
                (first, greatest) = (t, -y[t] * _gradient[t]);
        }

        return first;
    }

    private int Second(float[] rowI, double greatest, out double least)
    {
        int second = -1;
        double best = double.PositiveInfinity;
        least = double.PositiveInfinity;
        for (int t = 0; t < y.Length; t++)
        {
            if (!CanFall(t))
                continue;

            double value = -y[t] * _gradient[t], difference = greatest - value;
            least = Math.Min(least, value);
            if (difference > 0)
            {
                double curvature = 2 - (2.0 * rowI[t]);
                double gain = -(difference * difference) / (curvature > 0 ? curvature : Tau);
                if (gain <= best)
                    (second, best) = (t, gain);
            }
        }

        return second;
    }

    private void Step(int i, int j, float[] rowI, float[] rowJ)
    {
        double curvature = Math.Max(2 - (2.0 * rowI[j]), Tau);
        double oldI = _alpha[i], oldJ = _alpha[j];

        // Along this direction y'a stays 0: a_i rises by y_i t, a_j falls by y_j t.
        double t = ((-y[i] * _gradient[i]) + (y[j] * _gradient[j])) / curvature;
        t = Math.Min(t, y[i] > 0 ? C - oldI : oldI);
        t = Math.Min(t, y[j] > 0 ? oldJ : C - oldJ);
        _alpha[i] = Snap(oldI + (y[i] * t));
        _alpha[j] = Snap(oldJ - (y[j] * t));
        double changeI = y[i] * (_alpha[i] - oldI), changeJ = y[j] * (_alpha[j] - oldJ);
        for (int k = 0; k < y.Length; k++)
            _gradient[k] += y[k] * ((rowI[k] * changeI) + (rowJ[k] * changeJ));
    }

    /// <summary>Rounding must not leave a coefficient just off its bound.</summary>
    private static double Snap(double value) => value < 1e-14 ? 0 : value > C - 1e-14 ? C : value;
}
