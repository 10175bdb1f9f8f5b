namespace MLNetBert.Resampling.Fitting;

/// <summary>A fully grown classification tree: Gini impurity, the square root of the columns tried at each split.</summary>
internal sealed class DecisionTree
{
    private readonly IRows _features;
    private readonly int[] _rows;
    private readonly int[] _labels;
    private readonly int _classes;
    private readonly Xoshiro256 _random;
    private readonly CancellationToken _cancellation;
    private readonly int[] _columns;
    private readonly List<Node> _nodes = [];

    private DecisionTree(IRows features, int[] rows, int[] labels, int classes, Xoshiro256 random, CancellationToken cancellation)
    {
        (_features, _rows, _labels, _classes, _random, _cancellation) = (features, rows, labels, classes, random, cancellation);
        _columns = RowLists.All(features.Columns);
    }

    /// <param name="features">The data.</param>
    /// <param name="rows">Row numbers of the training data.</param>
    /// <param name="labels">Their classes, from 0.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="sample">Places in rows; repeated ones count more.</param>
    /// <param name="random">Decides which columns are tried.</param>
    /// <param name="cancellation">Stops the growth.</param>
    public static DecisionTree Grow(IRows features, int[] rows, int[] labels, int classes, int[] sample, Xoshiro256 random, CancellationToken cancellation)
    {
        var tree = new DecisionTree(features, rows, labels, classes, random, cancellation);
        var waiting = new Stack<(int Node, int From, int To)>();
        tree._nodes.Add(default);
        waiting.Push((0, 0, sample.Length));
        while (waiting.TryPop(out (int Node, int From, int To) range))
        {
            Span<int> members = sample.AsSpan(range.From, range.To - range.From);
            if (!tree.Split(members, out int column, out float threshold))
            {
                tree._nodes[range.Node] = new Node(-1, 0, 0, tree.Shares(members));
                continue;
            }

            int left = Partition(members, place => features.Row(rows[place])[column] <= threshold);
            int child = tree._nodes.Count;
            tree._nodes.Add(default);
            tree._nodes.Add(default);
            tree._nodes[range.Node] = new Node(column, threshold, child, null);
            waiting.Push((child + 1, range.From + left, range.To));
            waiting.Push((child, range.From, range.From + left));
        }

        return tree;
    }

    /// <summary>The class shares of the leaf that a row falls into.</summary>
    public ReadOnlySpan<double> Leaf(ReadOnlySpan<float> row)
    {
        Node node = _nodes[0];
        while (node.Column >= 0)
            node = _nodes[node.Child + (row[node.Column] <= node.Threshold ? 0 : 1)];

        return node.Shares;
    }

    private static int Partition(Span<int> members, Func<int, bool> goesLeft)
    {
        int left = 0;
        for (int i = 0; i < members.Length; i++)
        {
            if (goesLeft(members[i]))
            {
                (members[left], members[i]) = (members[i], members[left]);
                left++;
            }
        }

        return left;
    }

    private double[] Shares(ReadOnlySpan<int> members)
    {
        double[] shares = new double[_classes];
        foreach (int place in members)
            shares[_labels[place]] += 1.0 / members.Length;

        return shares;
    }

    private bool Split(ReadOnlySpan<int> members, out int bestColumn, out float bestThreshold)
    {
        (bestColumn, bestThreshold) = (-1, 0);
        if (members.Length < 2 || Array.TrueForAll(Shares(members), share => share is 0 or > 0.999999999))
            return false;

        int tries = Math.Max(1, (int)Math.Sqrt(_columns.Length));
        double best = double.NegativeInfinity;
        float[] keys = new float[members.Length];
        int[] order = new int[members.Length];

        // As many columns as asked for, and more as long as none of them can split.
        for (int tried = 0; tried < _columns.Length && (tried < tries || bestColumn < 0); tried++)
        {
            _cancellation.ThrowIfCancellationRequested();
            int other = tried + (int)_random.NextBelow(_columns.Length - tried);
            (_columns[tried], _columns[other]) = (_columns[other], _columns[tried]);
            for (int i = 0; i < members.Length; i++)
            {
                keys[i] = _features.Row(_rows[members[i]])[_columns[tried]];
                order[i] = _labels[members[i]];
            }

            Array.Sort(keys, order);
            BestCut(keys, order, _columns[tried], ref best, ref bestColumn, ref bestThreshold);
        }

        return bestColumn >= 0;
    }

    /// <summary>Maximizes Σ left² / left + Σ right² / right over the cuts, which minimizes the Gini impurity.</summary>
    private void BestCut(float[] keys, int[] order, int column, ref double best, ref int bestColumn, ref float bestThreshold)
    {
        long[] left = new long[_classes], right = new long[_classes];
        foreach (int label in order)
            right[label]++;

        long leftSquares = 0, rightSquares = right.Sum(count => count * count);
        for (int i = 0; i + 1 < keys.Length; i++)
        {
            int label = order[i];
            leftSquares += (2 * left[label]++) + 1;
            rightSquares -= (2 * right[label]--) - 1;
            if (keys[i] < keys[i + 1])
            {
                double score = (leftSquares / (double)(i + 1)) + (rightSquares / (double)(keys.Length - i - 1));
                if (score > best)
                {
                    float middle = (keys[i] / 2) + (keys[i + 1] / 2);
                    (best, bestColumn, bestThreshold) = (score, column, middle < keys[i + 1] ? middle : keys[i]);
                }
            }
        }
    }

    private readonly record struct Node(int Column, float Threshold, int Child, double[]? Shares);
}
