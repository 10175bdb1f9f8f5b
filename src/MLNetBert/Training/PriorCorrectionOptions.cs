namespace MLNetBert;

/// <summary>The options of <c>CorrectPrior</c>.</summary>
public sealed class PriorCorrectionOptions
{
    /// <summary>The column with a probability for each class, a Single vector; replaced. With <see cref="ProbabilityColumnName"/>, the column of that kind to add.</summary>
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>For two classes: the column with the probability of the positive one, a Single; replaced. Null: <see cref="ScoreColumnName"/> is read.</summary>
    public string? ProbabilityColumnName { get; set; }

    /// <summary>The shares of the classes among the rows that were trained on, after resampling or weighing, in the order of the scores; above 0.</summary>
    public IReadOnlyList<double> TrainingPriors { get; set; } = [];

    /// <summary>The shares of the classes in the data as they came; as many, above 0.</summary>
    public IReadOnlyList<double> DataPriors { get; set; } = [];

    /// <summary>Before the correction, probabilities are raised to the power 1 / temperature: above 1 for a model that is too sure. Default 1.</summary>
    public double Temperature { get; set; } = 1;

    /// <summary>With <see cref="ProbabilityColumnName"/>: which of the two classes, 0 or 1, is the positive one. Default 1.</summary>
    public int PositiveClass { get; set; } = 1;

    /// <summary>With <see cref="ProbabilityColumnName"/>: the names of the two classes, which become the slot names of <see cref="ScoreColumnName"/>; null: none.</summary>
    public IReadOnlyList<string>? ClassNames { get; set; }

    internal PriorCorrectionOptions Clone()
    {
        var clone = (PriorCorrectionOptions)MemberwiseClone();
        (clone.TrainingPriors, clone.DataPriors, clone.ClassNames) = ([.. TrainingPriors], [.. DataPriors], ClassNames == null ? null : [.. ClassNames]);
        return clone;
    }

    /// <exception cref="ArgumentException">An option does not fit.</exception>
    internal void Check()
    {
        ColumnNames.Require((ScoreColumnName, nameof(ScoreColumnName)));
        ColumnNames.Optional((ProbabilityColumnName, nameof(ProbabilityColumnName)));
        ColumnNames.Distinct((ScoreColumnName, nameof(ScoreColumnName)), (ProbabilityColumnName, nameof(ProbabilityColumnName)));
        if (TrainingPriors.Count < 2 || TrainingPriors.Count != DataPriors.Count)
            throw new ArgumentException($"There are {TrainingPriors.Count} training priors and {DataPriors.Count} data priors; give one each for every class, of which there are two or more.", nameof(TrainingPriors));
        if (TrainingPriors.Concat(DataPriors).Any(prior => !(prior > 0 && double.IsFinite(prior))))
            throw new ArgumentException("A prior is not a number above 0.", nameof(TrainingPriors));
        if (!(Temperature > 0 && double.IsFinite(Temperature)))
            throw new ArgumentOutOfRangeException(nameof(Temperature), $"{Temperature}", "The temperature is a number above 0.");
        if (ProbabilityColumnName == null)
            return;
        if (TrainingPriors.Count != 2 || PositiveClass is not (0 or 1) || (ClassNames != null && ClassNames.Count != 2))
            throw new ArgumentException($"{nameof(ProbabilityColumnName)} is for two classes: give two priors, two names if any, and 0 or 1 as {nameof(PositiveClass)}.", nameof(ProbabilityColumnName));
    }
}
