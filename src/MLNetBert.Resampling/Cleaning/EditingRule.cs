namespace MLNetBert.Resampling.Cleaning;

/// <summary>Wilson's editing (1972): rows of some classes stay if their neighbours agree with them; all of it is decided on the full data.</summary>
internal static class EditingRule
{
    /// <summary>The rows that stay, class by class.</summary>
    public static int[] Keep(IRows features, ClassTable classes, ICollection<int> targets, int k, NeighbourSelection selection, Workers workers)
    {
        int[] checkedRows = [.. classes.Classes.Where(targets.Contains).SelectMany(classes.RowsOf)];
        SamplingTask.RequireNeighbours(classes.Rows.Length, k + 1L, "The data have", "n_neighbors", k);
        NeighbourTable near = NeighbourSearch.Others(features, checkedRows, classes.Rows, k, workers);
        var kept = new List<int>();
        int place = 0;
        int[] labels = new int[k];
        foreach (int label in classes.Classes)
        {
            if (!targets.Contains(label))
            {
                kept.AddRange(classes.RowsOf(label));
                continue;
            }

            foreach (int row in classes.RowsOf(label))
            {
                ReadOnlySpan<int> neighbours = near.Rows(place++);
                for (int i = 0; i < k; i++)
                    labels[i] = classes.Labels[neighbours[i]];

                bool agree = selection == NeighbourSelection.All ? !labels.AsSpan().ContainsAnyExcept(label) : Votes.Winner(labels) == label;
                if (agree)
                    kept.Add(row);
            }
        }

        return [.. kept];
    }
}
