namespace MLNetBert.Resampling.Fitting;

/// <summary>
/// L-BFGS (Liu and Nocedal, 1989) from 0 with ten remembered steps and a backtracking line search (Armijo; steps of negative
/// curvature are not remembered), until no entry of the gradient exceeds 1e-5, at most 500 iterations.
/// </summary>
internal static class LimitedMemoryBfgs
{
    private const int Remembered = 10;
    private const int MostIterations = 500;
    private const double Tolerance = 1e-5;

    /// <summary>Gives the gradient and the value at a point.</summary>
    public delegate double[] Objective(double[] point, out double value);

    public static double[] Minimize(Objective objective, int size)
    {
        double[] point = new double[size];
        double[] gradient = objective(point, out double value);
        var history = new List<(double[] Step, double[] Change, double Curvature)>();
        for (int iteration = 0; iteration < MostIterations && gradient.Max(Math.Abs) > Tolerance; iteration++)
        {
            double[] direction = Direction(gradient, history);
            double slope = DoubleVectors.Dot(direction, gradient);
            double length = history.Count == 0 ? Math.Min(1, 1 / gradient.Sum(Math.Abs)) : 1;
            double[] next = point, nextGradient = gradient;
            double nextValue = value;
            bool lower = false;
            for (int halving = 0; halving < 40 && !lower; halving++, length /= 2)
            {
                next = [.. point];
                DoubleVectors.AddScaled(next, direction, length);
                nextGradient = objective(next, out nextValue);
                lower = nextValue <= value + (1e-4 * length * slope);
            }

            if (!lower)
            {
                break;
            }

            double[] step = [.. next], change = [.. nextGradient];
            DoubleVectors.AddScaled(step, point, -1);
            DoubleVectors.AddScaled(change, gradient, -1);
            double curvature = DoubleVectors.Dot(step, change);
            if (curvature > 1e-12 * DoubleVectors.Dot(change, change))
            {
                history.Add((step, change, curvature));
                if (history.Count > Remembered)
                {
                    history.RemoveAt(0);
                }
            }

            (point, gradient, value) = (next, nextGradient, nextValue);
        }

        return point;
    }

    private static double[] Direction(double[] gradient, List<(double[] Step, double[] Change, double Curvature)> history)
    {
        double[] direction = Array.ConvertAll(gradient, g => -g);
        var factors = new double[history.Count];
        for (int i = history.Count - 1; i >= 0; i--)
        {
            factors[i] = DoubleVectors.Dot(history[i].Step, direction) / history[i].Curvature;
            DoubleVectors.AddScaled(direction, history[i].Change, -factors[i]);
        }

        if (history.Count > 0)
        {
            (_, double[] change, double curvature) = history[^1];
            double scale = curvature / DoubleVectors.Dot(change, change);
            for (int i = 0; i < direction.Length; i++)
            {
                direction[i] *= scale;
            }
        }

        for (int i = 0; i < history.Count; i++)
        {
            double factor = factors[i] - (DoubleVectors.Dot(history[i].Change, direction) / history[i].Curvature);
            DoubleVectors.AddScaled(direction, history[i].Step, factor);
        }

        return direction;
    }
}
