using System.Globalization;

namespace MLNetBert.Resampling;

/// <summary>Refuses parameters out of their range, naming them as imbalanced-learn does.</summary>
internal static class Check
{
    public static void AtLeast(string parameter, int value, int least)
    {
        if (value < least)
        {
            throw new ArgumentException($"{parameter} must be {least} or more; {value} was given.");
        }
    }

    public static void Number(string parameter, double value)
    {
        if (double.IsNaN(value))
        {
            throw new ArgumentException($"{parameter} must be a number; NaN was given.");
        }
    }

    public static void Between(string parameter, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{parameter} must be from {least} to {most}; {value} was given."));
        }
    }
}
