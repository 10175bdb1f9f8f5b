namespace MLNetBert.Resampling.Validation;

/// <summary>
/// Rejects parameters out of range, naming them as imbalanced-learn does. The message is the sentence alone, without .NET's
/// "(Parameter ...)" after it: those who set a parameter by name read the same sentence.
/// </summary>
internal static class Check
{
    public static void AtLeast(string parameter, int value, int least) =>
        Require(value >= least, $"{parameter} must be {least} or more; {value} was given.");

    public static void Number(string parameter, double value) =>
        Require(!double.IsNaN(value), $"{parameter} must be a number; NaN was given.");

    public static void Between(string parameter, double value, double least, double most) => Require(
        value >= least && value <= most,
        string.Create(CultureInfo.InvariantCulture, $"{parameter} must be from {least} to {most}; {value} was given."));

    /// <summary>Throws the sentence if a rule is broken.</summary>
    public static void Require(bool holds, string sentence)
    {
        if (!holds)
            throw new ArgumentException(sentence);
    }

    /// <summary>Rejects labels unless there is one for each row.</summary>
    public static void OneLabelEach(int rows, int labels) =>
        Require(rows == labels, $"There are {rows} feature rows but {labels} labels; each row needs one label.");
}
