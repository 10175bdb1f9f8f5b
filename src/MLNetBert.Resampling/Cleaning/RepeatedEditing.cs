namespace MLNetBert.Resampling.Cleaning;

/// <summary>
/// Editing, pass after pass, on what is left. It stops, keeping the pass, when a class is gone, and, if asked, after a pass that
/// changed nothing or when a class is now smaller than the smallest class was at first.
/// </summary>
internal static class RepeatedEditing
{
    public static int[] Keep(
        SamplingTask task, SamplingStrategy strategy, IEnumerable<int> neighboursPerPass, NeighbourSelection selection, bool stopUnchanged, bool stopSmall)
    {
        ClassTable first = task.Classes, left = first;
        int[] kept = first.Rows;
        int fewest = first.Count(first.SmallestFirstSeen);
        foreach (int k in neighboursPerPass)
        {
            ICollection<int> targets = StrategyResolver.Resolve(strategy, left, SamplingKind.Clean).Keys;
            int before = kept.Length;
            kept = EditingRule.Keep(task.Features, left, targets, k, selection, task.Workers);
            left = first.Subset(kept);
            bool small = left.Classes.Any(label => label != first.SmallestFirstSeen && left.Count(label) < fewest);
            if ((stopUnchanged && kept.Length == before) || (stopSmall && small) || left.Classes.Length < first.Classes.Length)
                break;
        }

        return kept;
    }
}
