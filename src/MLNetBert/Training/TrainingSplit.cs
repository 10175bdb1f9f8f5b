using MLNetBert.Training;

namespace MLNetBert;

/// <summary>How the rows were divided: what was set aside, and the folds of the rest. Immutable.</summary>
public sealed record TrainingSplit
{
    internal TrainingSplit(int[] foldOfRows, int folds, IReadOnlyList<int> repeated, int conflicting, int groups)
    {
        FoldOfRows = foldOfRows;
        Folds = folds;
        RepeatedTexts = repeated;
        ConflictingTexts = conflicting;
        Groups = groups;
    }

    /// <summary>Divides rows as <see cref="TextClassifierTrainer"/> does with the same options: the hold-out set first, then the folds.</summary>
    /// <exception cref="BadInputException">The rows cannot be divided, or nothing can be learnt from them.</exception>
    public static TrainingSplit Of(IReadOnlyList<LabeledText> rows, TextClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return Splitting.Split(new TrainingRows(rows, options.Regression), options, []);
    }

    /// <summary>The fold in which each row is tested, from 0; -1 for rows of the hold-out set.</summary>
    public IReadOnlyList<int> FoldOfRows { get; }

    /// <summary>The number of folds, perhaps fewer than asked for.</summary>
    public int Folds { get; }

    /// <summary>The rows whose text, but for case and the space around it, stands in an earlier row too. They stand on the side where that stands.</summary>
    public IReadOnlyList<int> RepeatedTexts { get; }

    /// <summary>How many of the repeated texts have rows with different labels.</summary>
    public int ConflictingTexts { get; }

    /// <summary>How many groups of rows were dealt: each goes to one side whole.</summary>
    public int Groups { get; }

    /// <summary>The rows that were set aside.</summary>
    public int HoldOutRows => FoldOfRows.Count(fold => fold < 0);
}
