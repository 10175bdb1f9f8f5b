namespace MLNetBert.Resampling.Fitting;

/// <summary>Folds in which every class has its share, as scikit-learn's StratifiedKFold with shuffling allots them.</summary>
internal static class StratifiedFolds
{
    /// <summary>The fold of each row.</summary>
    public static int[] Assign(IReadOnlyList<int> labels, int folds, Xoshiro256 random)
    {
        int[] order = [.. Enumerable.Range(0, labels.Count).OrderBy(row => labels[row])];
        var result = new int[labels.Count];
        foreach (IGrouping<int, int> rowsOfClass in Enumerable.Range(0, labels.Count).GroupBy(row => labels[row]).OrderBy(group => group.Key))
        {
            // The rows in order of their labels are dealt out to the folds one by one: that settles how many of the class each gets.
            int[] dealt = [.. Enumerable.Range(0, order.Length).Where(place => labels[order[place]] == rowsOfClass.Key).Select(place => place % folds).Order()];
            random.Shuffle(dealt);
            foreach ((int row, int fold) in rowsOfClass.Zip(dealt))
            {
                result[row] = fold;
            }
        }

        return result;
    }
}
