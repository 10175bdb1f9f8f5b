namespace MLNetBert.Resampling.Fitting;

/// <summary>
/// A random forest (Breiman, 2001) like scikit-learn's with its defaults: 100 trees on bootstrap samples, Gini impurity, square root of
/// the columns tried at each split, fully grown; probabilities are the means of the leaves' class shares. Each tree has its own
/// random stream, so threads do not matter.
/// </summary>
internal sealed class RandomForest(DecisionTree[] trees)
{
    private const int Trees = 100;
    private readonly DecisionTree[] _trees = trees;

    public static RandomForest Fit(IRows features, int[] rows, int[] labels, int classes, Xoshiro256 random, Workers workers)
    {
        ulong seed = random.Next();
        var trees = new DecisionTree[Trees];
        workers.ForEach(Trees, tree =>
        {
            var own = new Xoshiro256(seed + (ulong)tree);
            int[] sample = new int[rows.Length];
            for (int i = 0; i < sample.Length; i++)
                sample[i] = (int)own.NextBelow(rows.Length);

            trees[tree] = DecisionTree.Grow(features, rows, labels, classes, sample, own, workers.Cancellation);
        }, ResamplingStage.Training);
        return new RandomForest(trees);
    }

    /// <summary>The probability of a class for a row.</summary>
    public double Probability(ReadOnlySpan<float> row, int label)
    {
        double sum = 0;
        foreach (DecisionTree tree in _trees)
            sum += tree.Leaf(row)[label];

        return sum / Trees;
    }
}
