namespace MLNetBert.Cli.Options;

/// <summary>The options of train that say what is tried, and how it is decided.</summary>
internal sealed class TrainingOptions
{
    private static readonly string[] TrainerNames = [.. TextClassifierOptions.TrainerNames, LightGbm.Name];

    private readonly Option<string?> _task = new("--task") { Description = "classification, or regression for labels that are numbers to be estimated, such as ratings. Default: classification.", HelpName = "NAME" };

    private readonly Option<string?> _metric = new("--metric")
    {
        Description = $"What decides: {string.Join(", ", TextClassifierOptions.MetricNames)}; for regression {string.Join(", ", TextClassifierOptions.RegressionMetricNames)}. Default: balanced-accuracy if a class has less than a third of an even share, else macro-f1; r2.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _features = new("--features") { Description = $"The kinds of features to try, of {string.Join(", ", TextClassifierOptions.FeatureNames)} (text: ML.NET's FeaturizeText). Default: all.", HelpName = "LIST" };

    private readonly Option<string?> _methods = new("--methods") { Description = $"The ways of balancing to try, of {string.Join(", ", TextClassifierOptions.MethodNames)}. Default: all, unless the classes are about even.", HelpName = "LIST" };

    private readonly Option<string?> _trainers = new("--trainers") { Description = $"The trainers to try, of {string.Join(", ", TrainerNames)}. Default: all, but {LightGbm.Name}, which takes far longer, only with --time-budget, and last.", HelpName = "LIST" };

    private readonly Option<string?> _folds = new("--folds") { Description = "Folds of the cross-validation. Default: 5.", HelpName = "N" };

    private readonly Option<string?> _holdout = new("--holdout") { Description = "The share of rows that is set aside first and looked at once, at the end; 0 for none. Default: 0.2.", HelpName = "SHARE" };

    private readonly Option<string?> _seed = new("--seed") { Description = "Of splits, samplers and trainers; the same model on any number of threads. Default: 0.", HelpName = "N" };

    private readonly Option<string?> _budget = new("--time-budget") { Description = "Ends the search after this time, such as 90s, 15m or 2h, and keeps the best so far. Ctrl-C does the same, the second one ends all.", HelpName = "TIME" };

    private readonly Option<string?> _threshold = new("--threshold") { Description = "For two classes: from which probability on a text is of the rarer one; auto chooses it for the metric. Default: auto.", HelpName = "auto|X" };

    private readonly Option<bool> _noRefit = new("--no-refit") { Description = "Keeps the model that was tested on the hold-out set, and does not fit it once more on all rows." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _task, _metric, _features, _methods, _trainers, _folds, _holdout, _seed, _budget, _threshold, _noRefit })
            command.Options.Add(option);
    }

    /// <summary>The values, checked as far as that can be without rows.</summary>
    public TextClassifierOptions Read(ParseResult parsed, FeaturizerOptions features, bool learningCurve)
    {
        bool regression = parsed.GetValue(_task) is { } task && OptionValues.OneOf(_task.Name, task, "classification", "regression") == "regression";
        if (regression && (parsed.GetValue(_methods) != null || parsed.GetValue(_threshold) != null))
            throw new BadInputException($"{(parsed.GetValue(_methods) != null ? _methods.Name : _threshold.Name)} is for classes; leave it out with --task regression.") { Code = "option.conflict", Key = _task.Name };

        var options = new TextClassifierOptions
        {
            Regression = regression,
            Metric = parsed.GetValue(_metric) is { } metric ? Known(_metric, metric, regression ? TextClassifierOptions.RegressionMetricNames : TextClassifierOptions.MetricNames)[0] : null,
            Features = List(parsed, _features, TextClassifierOptions.FeatureNames),
            Methods = List(parsed, _methods, TextClassifierOptions.MethodNames),
            Trainers = List(parsed, _trainers, TrainerNames),
            AdditionalTrainers = Additional(parsed),
            Folds = parsed.GetValue(_folds) is { } folds ? OptionValues.AtLeast(2, _folds.Name, folds, most: 100) : 5,
            HoldOut = parsed.GetValue(_holdout) is { } share ? OptionValues.Between(_holdout.Name, share, 0, 0.5) : 0.2,
            Seed = parsed.GetValue(_seed) is { } seed ? OptionValues.Seed(_seed.Name, seed) : 0,
            Threads = features.Threads,
            TimeBudget = parsed.GetValue(_budget) is { } time ? OptionValues.Time(_budget.Name, time) : null,
            Threshold = parsed.GetValue(_threshold) is { } threshold and not "auto" ? OptionValues.Between(_threshold.Name, threshold, 0.001, 0.999) : null,
            Refit = !parsed.GetValue(_noRefit),
            LearningCurve = learningCurve,
            Featurizing = Stage(features),
        };
        return options;
    }

    private AdditionalTrainer[] Additional(ParseResult parsed)
    {
        string? named = parsed.GetValue(_trainers), budget = parsed.GetValue(_budget);
        bool isNamed = named?.Split(',', StringSplitOptions.TrimEntries).Contains(LightGbm.Name) == true;
        if (!isNamed && (named != null || budget == null))
            return [];

        if (LightGbm.IsThere)
            return [LightGbm.Trainer(parsed.GetValue(_seed) is { } seed ? (int)OptionValues.Seed(_seed.Name, seed) : 0)];

        return !isNamed ? [] : throw new BadInputException($"{_trainers.Name} {LightGbm.Name}: LightGBM's native library cannot be loaded on this machine ({RuntimeInformation.RuntimeIdentifier}); on Debian and Ubuntu it needs libgomp1, and there is none for some platforms. Leave {LightGbm.Name} out.") { Code = "option.value", Key = _trainers.Name };
    }

    // What the stage does not have, a command that trains does not have either.
    private static BertFeaturizingOptions Stage(FeaturizerOptions features) => features.Truncation != TruncationStrategy.LongestFirst || features.RefuseLonger
        ? throw new BadInputException("A saved pipeline cuts long texts, and of pairs the longer text first; leave --truncation out, and --max-length none.") { Code = "option.conflict", Key = "--truncation" }
        : new()
        {
            Pooling = features.Pooling,
            Activation = features.Activation,
            Normalize = features.Normalize,
            TruncateDim = features.TruncateDim,
            Prompt = features.Prompt,
            PromptName = features.PromptName,
            MaxLength = features.MaxLength,
            Threads = features.Threads,
            MemoCapacity = 0,
        };

    private static string[]? List(ParseResult parsed, Option<string?> option, IReadOnlyList<string> known) => parsed.GetValue(option) is { } names ? Known(option, names, known) : null;

    private static string[] Known(Option<string?> option, string given, IReadOnlyList<string> known)
    {
        string[] names = OptionValues.Names(option.Name, given);
        foreach (string name in names)
            OptionValues.OneOf(option.Name, name, [.. known]);

        return names;
    }
}
