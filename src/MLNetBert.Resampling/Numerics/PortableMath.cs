namespace MLNetBert.Resampling.Numerics;

/// <summary>
/// Exponential and logarithm from +, ×, / and exact scaling alone: the platforms' own differ in the last bit,
/// and the rows that a seed gives must not. Relative error below 1e-15.
/// </summary>
internal static class PortableMath
{
    private const double Ln2High = 0.6931471803691238;
    private const double Ln2Low = 1.9082149292705877e-10;

    /// <summary>Natural logarithm of a positive finite number: 2 artanh((m - 1) / (m + 1)) + e ln 2, m near 1.</summary>
    public static double Log(double x)
    {
        int exponent = Math.ILogB(x);
        double m = Math.ScaleB(x, -exponent);
        if (m > 1.4142135623730951)
        {
            m /= 2;
            exponent++;
        }

        double t = (m - 1) / (m + 1), square = t * t, sum = 0;
        for (int power = 25; power >= 3; power -= 2)
            sum = (sum + (1.0 / power)) * square;

        return (exponent * Ln2High) + ((2 * t) + ((2 * t * sum) + (exponent * Ln2Low)));
    }

    /// <summary>e to the x: Taylor's series on |r| ≤ ln 2 / 2, scaled by a power of two.</summary>
    public static double Exp(double x)
    {
        if (x < -745)
            return 0;

        if (x > 709.7)
            return double.PositiveInfinity;

        int power = (int)Math.Round(x / (Ln2High + Ln2Low));
        double r = (x - (power * Ln2High)) - (power * Ln2Low), sum = 1;
        for (int n = 14; n >= 1; n--)
            sum = 1 + (r * sum / n);

        return Math.ScaleB(sum, power);
    }

    /// <summary>A number of 0 or more to a power.</summary>
    public static double Pow(double x, double exponent) => x == 0 ? Math.Pow(0, exponent) : Exp(exponent * Log(x));
}
