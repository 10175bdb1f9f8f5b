using System.Numerics;

namespace MLNetBert.Cli.Resampling;

/// <summary>
/// The value of a label that is a number, as Python reads it: up to 10,000 digits alone are a whole number; everything else is float64, in
/// which large neighbours would coincide.
/// </summary>
/// <param name="Whole">The whole number; 0 if it is not one.</param>
/// <param name="Other">A fraction, NaN or infinity; 0 if it is a whole number.</param>
internal readonly record struct LabelNumber(BigInteger Whole, double Other)
{
    private const int Longest = 10_000;

    /// <summary>Whether it is neither NaN nor infinite.</summary>
    public bool IsFinite => double.IsFinite(Other);

    /// <summary>Whether it can be a class.</summary>
    public bool IsWhole => Other == 0;

    /// <summary>The value of a text, or null if it is not a number.</summary>
    public static LabelNumber? Parse(string text)
    {
        // The time to read a number grows faster than its length.
        if (text.Length > Longest)
            return null;

        if (BigInteger.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out BigInteger whole))
            return new LabelNumber(whole, 0);

        if (FloatText.IsSpecial(Encoding.UTF8.GetBytes(text), out float special))
            return new LabelNumber(0, special);

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            return null;

        return double.IsInteger(number) ? new LabelNumber(new BigInteger(number), 0) : new LabelNumber(0, number);
    }
}
