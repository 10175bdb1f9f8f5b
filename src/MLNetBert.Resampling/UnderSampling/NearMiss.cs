namespace MLNetBert.Resampling;

/// <summary>
/// Keeps the rows of large classes that lie nearest to the smallest class (Mani and Zhang, 2003), by the sum of distances.
/// If sums are equal, the lower row comes first; rows come out in that order. Mirrors imbalanced-learn's NearMiss.
/// </summary>
public sealed record NearMiss : Sampler
{
    /// <summary>
    /// 1: smallest sum of distances to the nearest rows of the smallest class. 2: to the farthest. 3: among the rows that are near
    /// some row of the smallest class, the largest sum to its nearest rows. Default 1.
    /// </summary>
    public int Version { get; init; } = 1;

    /// <summary>Rows of the smallest class in the sum (<c>n_neighbors</c>). Default 3.</summary>
    public int NNeighbors { get; init; } = 3;

    /// <summary>Candidates around each row of the smallest class, version 3 only (<c>n_neighbors_ver3</c>). Default 3.</summary>
    public int NNeighborsVer3 { get; init; } = 3;

    internal override SamplingKind Kind => SamplingKind.Under;

    private protected override void CheckParameters()
    {
        Check.Require(Version is >= 1 and <= 3, $"version must be 1, 2 or 3; {Version} was given.");
        Check.AtLeast("n_neighbors", NNeighbors, 1);
        Check.AtLeast("n_neighbors_ver3", NNeighborsVer3, 1);
    }

    internal override ResampleResult Run(SamplingTask task) =>
        task.Keep(task.EachClass((label, rows, count) => Choose(task, label, rows, count)));

    private int[] Choose(SamplingTask task, int label, int[] rows, int count)
    {
        ClassTable classes = task.Classes;
        int[] minority = classes.RowsOf(classes.SmallestFirstSeen);
        if (Version == 3)
        {
            SamplingTask.RequireNeighbours(rows.Length, NNeighborsVer3, $"Class {classes.Name(label)} has", "n_neighbors_ver3", NNeighborsVer3);
            NeighbourTable candidates = NeighbourSearch.Between(task.Features, minority, task.Features, rows, NNeighborsVer3, task.Workers);
            rows = [.. Enumerable.Range(0, minority.Length).SelectMany(i => candidates.Rows(i).ToArray()).Distinct().Order()];
            if (rows.Length < count)
            {
                task.Warnings.Add(
                    $"Class {classes.Name(label)} keeps {rows.Length} rows instead of {count}: only that many are near the smallest class; raise n_neighbors_ver3 for more.");
            }
        }

        if (Version != 2)
        {
            SamplingTask.RequireNeighbours(
                minority.Length, NNeighbors, $"Class {classes.Name(classes.SmallestFirstSeen)} has", "n_neighbors", NNeighbors);
        }

        double[] sums = DistanceSums(task, rows, minority);
        IEnumerable<int> order = Enumerable.Range(0, rows.Length);
        order = Version == 3 ? order.OrderByDescending(i => sums[i]) : order.OrderBy(i => sums[i]);
        return [.. order.Take(count).Select(i => rows[i])];
    }

    private double[] DistanceSums(SamplingTask task, int[] rows, int[] minority)
    {
        int k = Math.Min(NNeighbors, minority.Length);
        NeighbourTable table = NeighbourSearch.Between(task.Features, rows, task.Features, minority, k, task.Workers, farthest: Version == 2);
        double[] sums = new double[rows.Length];
        double[] distances = new double[k];
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<double> squared = table.SquaredDistances(i);
            for (int rank = 0; rank < k; rank++)
                distances[Version == 2 ? k - 1 - rank : rank] = Math.Sqrt(squared[rank]);

            sums[i] = NumpySum.Of(distances);
        }

        return sums;
    }
}
