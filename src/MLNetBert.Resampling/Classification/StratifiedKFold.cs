namespace MLNetBert.Resampling.Classification;

/// <summary>
/// Splits rows into folds that have each class in the same proportion, to within one row per class and one row in all. The
/// rows of a class are shuffled by a seeded generator and dealt one by one; a seed gives the same folds everywhere. Thread-safe.
/// </summary>
public static class StratifiedKFold
{
    /// <summary>The fold, from 0, in which each row is tested.</summary>
    /// <param name="labels">The class of each row; any numbers.</param>
    /// <param name="folds">Number of folds, from 2.</param>
    /// <param name="seed">Seed of the shuffling.</param>
    /// <param name="className">Names classes in messages; null to use the numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 folds.</exception>
    /// <exception cref="BadInputException">A class has fewer rows than there are folds.</exception>
    public static int[] FoldOfRows(IReadOnlyList<int> labels, int folds = 5, long seed = 0, Func<int, string>? className = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        className ??= label => label.ToString(CultureInfo.InvariantCulture);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        foreach (IGrouping<int, int> rows in labels.GroupBy(label => label).OrderBy(rows => rows.Key))
        {
            int count = rows.Count();
            if (count < folds)
            {
                throw new BadInputException(count < 2
                    ? $"Class {className(rows.Key)} has only 1 row, so it cannot be both learnt and tested; add rows of it or leave it out."
                    : $"Class {className(rows.Key)} has {count} rows, too few for {folds} folds; use {count} folds or fewer, or add rows of it.")
                { Code = "data.too-few-rows" };
            }
        }

        return Deal(labels, folds, new Xoshiro256((ulong)seed));
    }

    /// <summary>The same without a smallest size: a class with fewer rows than there are folds is missing in some.</summary>
    internal static int[] Deal(IReadOnlyList<int> labels, int folds, Xoshiro256 random)
    {
        int[] foldOf = new int[labels.Count];
        int next = 0;
        foreach (IGrouping<int, int> rowsOfClass in Enumerable.Range(0, labels.Count).GroupBy(row => labels[row]).OrderBy(group => group.Key))
        {
            int[] rows = [.. rowsOfClass];
            random.Shuffle(rows);
            foreach (int row in rows)
                foldOf[row] = next++ % folds;
        }

        return foldOf;
    }
}
