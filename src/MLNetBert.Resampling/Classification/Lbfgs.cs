namespace MLNetBert.Resampling.Classification;

/// <summary>
/// Minimizes a smooth convex function from 0: limited-memory BFGS with ten corrections and a line search to the strong
/// Wolfe conditions (Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4, 3.5 and 3.6).
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 10;

    /// <summary>Computes the value at a point and writes the gradient.</summary>
    public delegate double Objective(double[] point, double[] gradient);

    public static (double[] Point, bool Converged) Minimize(Objective objective, int size, double tolerance, int maxIterations)
    {
        var current = new Position(new double[size], new double[size]);
        current.Value = objective(current.Point, current.Gradient);
        var history = new List<(double[] Step, double[] Change, double Curvature)>();
        for (int iteration = 0; iteration < maxIterations; iteration++)
        {
            if (Largest(current.Gradient) <= tolerance)
                return (current.Point, true);
            double[] direction = Direction(current.Gradient, history);
            double firstStep = history.Count == 0 ? 1 / Math.Max(1, Math.Sqrt(Lanes.Dot(current.Gradient, current.Gradient))) : 1;
            Position? next = LineSearch.Find(objective, current, direction, firstStep);
            if (next == null)
            {
                // Only rounding is left: no step goes down. Try once more without memory; after that it is as low as float64 can see.
                if (history.Count == 0)
                    break;
                history.Clear();
                continue;
            }

            double[] step = Difference(next.Point, current.Point), change = Difference(next.Gradient, current.Gradient);
            double curvature = Lanes.Dot(step, change);
            if (curvature > 0)
                history.Add((step, change, curvature));
            if (history.Count > Memory)
                history.RemoveAt(0);
            current = next;
        }

        return (current.Point, Largest(current.Gradient) <= tolerance);
    }

    /// <summary>Minus the approximate inverse Hessian times the gradient: the two-loop recursion.</summary>
    private static double[] Direction(double[] gradient, List<(double[] Step, double[] Change, double Curvature)> history)
    {
        double[] direction = Array.ConvertAll(gradient, g => -g);
        double[] factors = new double[history.Count];
        for (int i = history.Count - 1; i >= 0; i--)
        {
            factors[i] = Lanes.Dot(history[i].Step, direction) / history[i].Curvature;
            Lanes.AddScaled(direction, history[i].Change, -factors[i]);
        }

        if (history.Count > 0)
        {
            (_, double[] change, double curvature) = history[^1];
            double scale = curvature / Lanes.Dot(change, change);
            for (int i = 0; i < direction.Length; i++)
                direction[i] *= scale;
        }

        for (int i = 0; i < history.Count; i++)
            Lanes.AddScaled(direction, history[i].Step, factors[i] - (Lanes.Dot(history[i].Change, direction) / history[i].Curvature));
        return direction;
    }

    private static double Largest(double[] values) => values.Length == 0 ? 0 : values.Max(Math.Abs);

    private static double[] Difference(double[] a, double[] b)
    {
        double[] result = [.. a];
        Lanes.AddScaled(result, b, -1);
        return result;
    }

    /// <summary>A point with its gradient and value.</summary>
    public sealed record Position(double[] Point, double[] Gradient)
    {
        public double Value { get; set; }
    }
}
