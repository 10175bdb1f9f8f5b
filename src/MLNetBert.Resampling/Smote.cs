using System.Runtime.CompilerServices;

namespace MLNetBert.Resampling;

/// <summary>
/// SMOTE (Chawla et al., 2002): new rows between a row and one of its nearest neighbours of the same class.
/// Mirrors imbalanced-learn's SMOTE.
/// </summary>
public sealed class Smote : Sampler
{
    /// <summary>Neighbours to choose from (<c>k_neighbors</c>). Default 5. A class that grows needs more rows than this.</summary>
    public int KNeighbors { get; init; } = 5;

    internal override SamplingKind Kind => SamplingKind.Over;

    internal override void Validate() => Check.AtLeast("k_neighbors", KNeighbors, 1);

    internal override ResampleResult Run(SamplingTask task)
    {
        var added = new NewRows(task);
        foreach ((int label, int count) in task.Targets)
        {
            if (count > 0)
            {
                int[] rows = task.Classes.RowsOf(label);
                AddPairs(task, added, label, rows, count, task.WithinClass(label, rows, KNeighbors, "k_neighbors"));
            }
        }

        return added.Finish();
    }

    /// <summary>Draws pairs of a base row and one of its neighbours, and adds the points between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddPairs(
        SamplingTask task, NewRows added, int label, int[] bases, int count, NeighbourTable neighbours, double scale = 1)
    {
        (int[] places, int[] ranks, double[] steps) = task.Draws.Pairs(count, bases, neighbours.K, scale);
        int[] from = new int[count], to = new int[count];
        for (int i = 0; i < count; i++)
        {
            from[i] = bases[places[i]];
            to[i] = neighbours.Rows(places[i])[ranks[i]];
        }

        added.Interpolate(label, from, to, steps);
    }
}
