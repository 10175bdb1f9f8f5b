namespace MLNetBert.Resampling.Classification;

/// <summary>Finds a step along a direction that goes down enough and flattens the slope enough: the strong Wolfe conditions.</summary>
internal static class LineSearch
{
    private const double Decrease = 1e-4;
    private const double Flattening = 0.9;
    private const int MostTrials = 40;

    /// <summary>The point reached, or null if no step goes down.</summary>
    public static Lbfgs.Position? Find(Lbfgs.Objective objective, Lbfgs.Position start, double[] direction, double firstStep)
    {
        double slope = Lanes.Dot(start.Gradient, direction);
        if (!(slope < 0))
            return null;

        // Below this difference of two values there is only rounding; the slope decides alone.
        double noise = 1e-14 * (1 + Math.Abs(start.Value));
        Trial low = new(0, start, slope), high = default;
        double step = firstStep;
        for (int trial = 0; trial < MostTrials; trial++)
        {
            Trial at = Try(objective, start, direction, step);
            if (at.Value > start.Value + (Decrease * step * slope) + noise || at.Value > low.Value + noise)
            {
                high = at;
            }
            else if (Math.Abs(at.Slope) <= -Flattening * slope)
            {
                return at.Position;
            }
            else
            {
                // With a bracket the low end moves; the other end is whichever side the slope at the new low end points to.
                if (at.Slope * (high.Position == null ? 1 : high.Step - low.Step) >= 0)
                    high = low;
                low = at;
            }

            step = high.Position == null ? low.Step * 4 : Between(low, high);
        }

        return low.Step > 0 && low.Value < start.Value ? low.Position : null;
    }

    private static Trial Try(Lbfgs.Objective objective, Lbfgs.Position start, double[] direction, double step)
    {
        double[] point = [.. start.Point];
        Lanes.AddScaled(point, direction, step);
        var position = new Lbfgs.Position(point, new double[point.Length]);
        position.Value = objective(point, position.Gradient);
        return new(step, position, Lanes.Dot(position.Gradient, direction));
    }

    /// <summary>The minimum of the cubic through both ends, kept a tenth of the interval away from them.</summary>
    private static double Between(Trial low, Trial high)
    {
        double width = high.Step - low.Step;
        double d1 = low.Slope + high.Slope - (3 * (low.Value - high.Value) / (low.Step - high.Step));
        double square = (d1 * d1) - (low.Slope * high.Slope);
        double d2 = Math.Sign(width) * Math.Sqrt(Math.Max(square, 0));
        double fraction = 1 - ((high.Slope + d2 - d1) / (high.Slope - low.Slope + (2 * d2)));
        return low.Step + (width * (fraction is > 0.1 and < 0.9 ? fraction : 0.5));
    }

    private readonly record struct Trial(double Step, Lbfgs.Position Position, double Slope)
    {
        public double Value => Position.Value;
    }
}
