namespace MLNetBert.Resampling;

/// <summary>
/// SVM SMOTE (Nguyen et al., 2011): SMOTE from the support vectors of a classifier: towards a neighbour of the class from those
/// in danger, away from it from those that are safe. The classifier is a C-SVC with an RBF kernel, C = 1, gamma = 1 / (columns ×
/// variance of all values), one against one. Mirrors imbalanced-learn's SVMSMOTE, except that if no support vector is in
/// danger (or none is safe), the others make all the rows, so that no share is lost.
/// </summary>
public sealed record SvmSmote : Sampler
{
    /// <summary>Neighbours to choose from (<c>k_neighbors</c>). Default 5.</summary>
    public int KNeighbors { get; init; } = 5;

    /// <summary>Neighbours of any class that decide whether a row is noise, in danger or safe (<c>m_neighbors</c>). Default 10.</summary>
    public int MNeighbors { get; init; } = 10;

    /// <summary>How far safe rows step away at most, in distances to the neighbour, from 0 to 1 (<c>out_step</c>). Default 0.5.</summary>
    public double OutStep { get; init; } = 0.5;

    internal override SamplingKind Kind => SamplingKind.Over;

    private protected override void CheckParameters()
    {
        Check.AtLeast("k_neighbors", KNeighbors, 1);
        Check.AtLeast("m_neighbors", MNeighbors, 1);
        Check.Between("out_step", OutStep, 0, 1);
    }

    internal override ResampleResult Run(SamplingTask task)
    {
        int[]? support = null;
        return NewRows.Grow(task, (added, label, count) =>
        {
            support ??= task.Draws.SupportRows(task.Features, task.Classes, task.Workers);
            AddClass(task, added, label, count, [.. support.Where(row => task.Classes.Labels[row] == label)]);
        });
    }

    private void AddClass(SamplingTask task, NewRows added, int label, int count, int[] support)
    {
        int[] others = task.OtherClassNeighbours(support, MNeighbors, "m_neighbors");
        int[] danger = [.. support.Where((_, i) => BorderlineSmote.InDanger(others[i], MNeighbors))];
        int[] safe = [.. support.Where((_, i) => 2 * others[i] < MNeighbors)];
        if (danger.Length + safe.Length == 0)
        {
            throw new BadInputException(
                $"All support vectors of class {task.Classes.Name(label)} have only rows of other classes around them (m_neighbors = {MNeighbors}), so svm-smote takes them for noise; use smote, or a larger m_neighbors.")
            { Code = "sampler.failed" };
        }

        int fromDanger = (int)(task.Draws.Fraction() * (count + 1));
        fromDanger = danger.Length == 0 ? 0 : safe.Length == 0 ? count : fromDanger;
        foreach ((int[] bases, int share, double scale) in new[] { (danger, fromDanger, 1.0), (safe, count - fromDanger, -OutStep) })
        {
            if (bases.Length > 0)
                added.AddPairs(label, bases, share, task.WithinClass(label, bases, KNeighbors, "k_neighbors"), scale);
        }
    }
}
