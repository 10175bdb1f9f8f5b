namespace MLNetBert.Resampling.Neighbours;

/// <summary>Majority votes of neighbours; of labels with equally many votes, the smallest wins.</summary>
internal static class Votes
{
    public static int Winner(ReadOnlySpan<int> labels)
    {
        int winner = 0, most = 0;
        foreach (int label in labels)
        {
            int count = labels.Count(label);
            if (count > most || (count == most && label < winner))
                (winner, most) = (label, count);
        }

        return winner;
    }
}
