using MLNetBert.Training;

namespace MLNetBert;

/// <summary>What <see cref="TextClassifierTrainer"/> tries, and how it decides. Immutable and thread-safe.</summary>
public sealed record TextClassifierOptions
{
    /// <summary>The metrics for classes: balanced-accuracy, macro-f1, accuracy, geometric-mean.</summary>
    public static IReadOnlyList<string> MetricNames => TrainingMetric.OfClasses;

    /// <summary>The metrics for numbers: r2, mae, rmse.</summary>
    public static IReadOnlyList<string> RegressionMetricNames => TrainingMetric.OfNumbers;

    /// <summary>The kinds of features: bert, text (ML.NET's FeaturizeText), bert+text.</summary>
    public static IReadOnlyList<string> FeatureNames => FeatureSet.Names;

    /// <summary>The trainers: sdca, lbfgs, averaged-perceptron.</summary>
    public static IReadOnlyList<string> TrainerNames => Training.Trainers.Names;

    /// <summary>The ways of balancing: none, class-weight, random-over-sampler, random-under-sampler, smote, borderline-smote, smote-tomek.</summary>
    public static IReadOnlyList<string> MethodNames => Balancing.Names;

    /// <summary>The metric that decides, one of <see cref="MetricNames"/> or <see cref="RegressionMetricNames"/>; null: balanced-accuracy if the smallest class has less
    /// than a third of the share that it had if all were equal, else macro-f1; r2 for regression.</summary>
    public string? Metric { get; init; }

    /// <summary>The kinds of features to try; null: all.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>The trainers to try, those of <see cref="AdditionalTrainers"/> among them; null: all.</summary>
    public IReadOnlyList<string>? Trainers { get; init; }

    /// <summary>Trainers of the caller's, which are tried after the others. Default: none.</summary>
    public IReadOnlyList<AdditionalTrainer> AdditionalTrainers { get; init; } = [];

    /// <summary>The ways of balancing to try; null: all, but none alone if the largest class has less than 1.5 times the rows of the smallest.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Folds of the cross-validation, from 2. Default 5; fewer if the smallest class has not that many different texts.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>The share of rows that is set aside first and looked at once, at the end: 0 (none) to 0.5. Default 0.2.</summary>
    public double HoldOut { get; init; } = 0.2;

    /// <summary>The seed of splits, samplers and trainers. Default 0. A seed gives the same model on any number of threads.</summary>
    public long Seed { get; init; }

    /// <summary>Fits at the same time; null: one a core. Nothing but time depends on it.</summary>
    public int? Threads { get; init; }

    /// <summary>When to stop looking for a better pipeline and keep the best so far; null: when all were tried. The result then depends on the machine's speed.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>Whether the chosen pipeline is fitted once more on all rows, those of the hold-out set too, for the model that is kept. Default true.</summary>
    public bool Refit { get; init; } = true;

    /// <summary>For two classes: the score from which a text is of the positive (rarer) class; null: chosen on cross-validated scores for the metric.
    /// It is a probability, before the correction of the prior: 0.5 is what the trainer itself would decide.</summary>
    public double? Threshold { get; init; }

    /// <summary>Whether labels are numbers to be estimated, such as ratings, and not classes.</summary>
    public bool Regression { get; init; }

    /// <summary>Whether to find out what the chosen pipeline reaches with fewer rows: four more cross-validations of it. Default false.</summary>
    public bool LearningCurve { get; init; }

    /// <summary>How the texts become BERT's features; columns and memory are the trainer's own. Null: as the model says.</summary>
    public BertFeaturizingOptions? Featurizing { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ArgumentException">Additional trainers have no names, or names that others have.</exception>
    /// <exception cref="BadInputException">A name is unknown; the message lists those that there are.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Folds, 2, nameof(Folds));
        if (!(HoldOut >= 0 && HoldOut <= 0.5))
            throw new ArgumentOutOfRangeException(nameof(HoldOut), $"{HoldOut}", "The share of the hold-out set is 0 to 0.5.");
        if (Threads < 1)
            throw new ArgumentOutOfRangeException(nameof(Threads), $"{Threads}", "At least one thread is needed.");
        if (TimeBudget <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(TimeBudget), $"{TimeBudget}", "A time budget is more than nothing.");
        if (Threshold is { } threshold && !(threshold > 0 && threshold < 1))
            throw new ArgumentOutOfRangeException(nameof(Threshold), $"{threshold}", "A threshold is between 0 and 1.");
        RequireKnown("metric", Metric == null ? [] : [Metric], Regression ? RegressionMetricNames : MetricNames);
        RequireKnown("kind of features", Features, FeatureNames);
        RequireKnown("trainer", Trainers, [.. TrainerNames, .. Additional()]);
        RequireKnown("method", Methods, MethodNames);
    }

    private string[] Additional()
    {
        string[] names = [.. AdditionalTrainers.Select(trainer => trainer.Name)];
        if (names.Any(string.IsNullOrWhiteSpace) || names.Concat(TrainerNames).Distinct().Count() < names.Length + TrainerNames.Count)
            throw new ArgumentException($"Each of the {nameof(AdditionalTrainers)} needs a name of its own, which none of {string.Join(", ", TrainerNames)} is.", nameof(AdditionalTrainers));
        return names;
    }

    private static void RequireKnown(string what, IReadOnlyList<string>? given, IReadOnlyList<string> known)
    {
        if (given is { Count: 0 } && what != "metric")
            throw new BadInputException($"No {what} is named; choose from {string.Join(", ", known)}.") { Code = "option.value", Key = what };
        if (given?.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new BadInputException($"There is no {what} {unknown}; choose from {string.Join(", ", known)}.") { Code = "option.value", Key = what };
    }
}
