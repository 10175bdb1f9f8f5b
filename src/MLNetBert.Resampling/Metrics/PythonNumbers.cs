namespace MLNetBert.Resampling.Metrics;

/// <summary>Writes numbers as Python does, so that a report can be compared with imbalanced-learn's character by character.</summary>
internal static class PythonNumbers
{
    /// <summary>A fixed number of digits; an exact half goes to the even digit, whereas .NET rounds away from zero.</summary>
    public static string Fixed(double value, int digits)
    {
        // A half at this digit is an odd multiple of 1 / 2^(digits + 1).
        double halves = Math.ScaleB(value, digits + 1);
        bool half = Math.Abs(halves) < 1e15 && Math.Abs(halves % 2) == 1;
        return half
            ? Math.Round((decimal)halves / (1L << (digits + 1)), digits, MidpointRounding.ToEven).ToString($"F{digits}", CultureInfo.InvariantCulture)
            : value.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>The shortest digits that read back to the same number, always with a point.</summary>
    public static string Shortest(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.All(c => char.IsAsciiDigit(c) || c == '-') ? text + ".0" : text;
    }
}
