namespace MLNetBert.Resampling;

/// <summary>
/// SMOTE for categories alone (Chawla et al., 2002): in each column a new row has the most frequent category among a row and its
/// k nearest by the value difference metric (Stanfill and Waltz, 1986); of equally frequent ones, the smallest number.
/// Mirrors imbalanced-learn's SMOTEN.
/// </summary>
public sealed record SmoteN : Sampler
{
    /// <summary>Neighbours that vote, besides the row itself (<c>k_neighbors</c>). Default 5.</summary>
    public int KNeighbors { get; init; } = 5;

    internal override SamplingKind Kind => SamplingKind.Over;

    private protected override void CheckParameters() => Check.AtLeast("k_neighbors", KNeighbors, 1);

    internal override ResampleResult Run(SamplingTask task)
    {
        FeatureMatrix features = task.Features;
        Dictionary<float, int>[] codes = [.. Enumerable.Range(0, features.Columns).Select(column => Codes(task, column))];
        double[][,] probabilities = [.. Enumerable.Range(0, features.Columns).Select(column => ClassProbabilities(task, codes[column], column))];
        return NewRows.Grow(task, (added, label, count) => AddClass(task, added, label, count, codes, probabilities));
    }

    private static Dictionary<float, int> Codes(SamplingTask task, int column)
    {
        task.Workers.Cancellation.ThrowIfCancellationRequested();
        var values = new SortedSet<float>();
        for (int row = 0; row < task.Features.Rows; row++)
            values.Add(task.Features.Row(row)[column]);

        return values.Select((value, code) => (value, code)).ToDictionary(pair => pair.value, pair => pair.code);
    }

    /// <summary>P(class | value) of each value of a column.</summary>
    private static double[,] ClassProbabilities(SamplingTask task, Dictionary<float, int> codes, int column)
    {
        task.Workers.Cancellation.ThrowIfCancellationRequested();
        int[] labels = task.Classes.Classes;
        double[,] probabilities = new double[codes.Count, labels.Length];
        double[] totals = new double[codes.Count];
        for (int row = 0; row < task.Features.Rows; row++)
        {
            int code = codes[task.Features.Row(row)[column]];
            probabilities[code, Array.BinarySearch(labels, task.Classes.Labels[row])]++;
            totals[code]++;
        }

        for (int code = 0; code < codes.Count; code++)
        {
            for (int label = 0; label < labels.Length; label++)
                probabilities[code, label] /= totals[code];
        }

        return probabilities;
    }

    /// <summary>Sum over columns of (sum over classes of |P(class | a) - P(class | b)|)².</summary>
    private static double Distance(double[][,] probabilities, int[] a, int[] b)
    {
        double sum = 0;
        for (int column = 0; column < probabilities.Length; column++)
        {
            double[,] table = probabilities[column];
            double difference = 0;
            for (int label = 0; label < table.GetLength(1); label++)
                difference += Math.Abs(table[a[column], label] - table[b[column], label]);

            sum += difference * difference;
        }

        return sum;
    }

    private void AddClass(SamplingTask task, NewRows added, int label, int count, Dictionary<float, int>[] codes, double[][,] probabilities)
    {
        FeatureMatrix features = task.Features;
        int[] rows = task.Classes.RowsOf(label);
        SamplingTask.RequireNeighbours(rows.Length, KNeighbors + 1L, $"Class {task.Classes.Name(label)} has", "k_neighbors", KNeighbors);
        int[][] coded = [.. rows.Select(row => features.Row(row).ToArray().Select((value, column) => codes[column][value]).ToArray())];
        NeighbourTable near = MetricSearch.Others(rows.Length, KNeighbors, (a, b) => Distance(probabilities, coded[a], coded[b]), task.Workers);
        int[] bases = task.Draws.WithReplacement(count, rows);
        int[] places = Array.ConvertAll(bases, row => Array.BinarySearch(rows, row));
        added.Add(label, bases, (index, target) =>
        {
            ReadOnlySpan<int> neighbours = near.Rows(places[index]);
            int[] votes = new int[neighbours.Length + 1];
            for (int column = 0; column < target.Length; column++)
            {
                votes[0] = coded[places[index]][column];
                for (int i = 0; i < neighbours.Length; i++)
                    votes[i + 1] = coded[neighbours[i]][column];

                int winner = Votes.Winner(votes);
                int voter = Array.IndexOf(votes, winner);
                int row = voter == 0 ? places[index] : neighbours[voter - 1];
                target[column] = features.Row(rows[row])[column];
            }
        });
    }
}
