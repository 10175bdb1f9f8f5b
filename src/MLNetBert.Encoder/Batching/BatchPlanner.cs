using MLNetBert.Encoder.Invariance;

namespace MLNetBert.Encoder.Batching;

/// <summary>Which texts run together: on a CPU only texts of exactly the same length, so that nothing is padded.</summary>
internal static class BatchPlanner
{
    /// <summary>
    /// Plans the texts of these lengths; texts without a token are left out. The biggest batches come first, so that the threads
    /// that take them one after another end at about the same time.
    /// </summary>
    public static List<Batch> Plan(ReadOnlySpan<int> lengths, bool oneAtATime, BatchLimits limits)
    {
        int[] order = new int[lengths.Length];
        long[] keys = new long[lengths.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = ((long)-lengths[i] << 32) + i;
        }

        Array.Sort(keys, order);
        List<Batch> batches = [];
        for (int start = 0; start < order.Length && lengths[order[start]] > 0;)
        {
            int length = limits.RowLength(lengths[order[start]]);
            int end = start;
            while (end < order.Length && limits.RowLength(lengths[order[end]]) == length)
                end++;
            Cut(order.AsSpan(start..end), length, oneAtATime, limits, batches);
            start = end;
        }

        batches.Sort(static (a, b) => (-a.Tokens, -a.Length, a.Texts[0]).CompareTo((-b.Tokens, -b.Length, b.Texts[0])));
        return batches;
    }

    /// <summary>Cuts texts of one row length into batches of nearly equal size.</summary>
    private static void Cut(ReadOnlySpan<int> texts, int length, bool oneAtATime, BatchLimits limits, List<Batch> batches)
    {
        int most = oneAtATime ? 1 : limits.MostTogether(length);
        int count = (texts.Length + most - 1) / most;
        for (int i = 0; i < count; i++)
        {
            int[] batch = texts[(int)((long)texts.Length * i / count)..(int)((long)texts.Length * (i + 1) / count)].ToArray();
            batches.Add(new Batch(batch, length) { Rows = limits.Rows(batch.Length, length) });
        }
    }
}

/// <summary>Distinct texts of a window that run together, each with <paramref name="Length"/> tokens; shorter ones are padded to that.</summary>
internal readonly record struct Batch(int[] Texts, int Length)
{
    /// <summary>How many rows run; those beyond the texts are filled with the first.</summary>
    public int Rows { get; init; } = Texts.Length;

    public int Tokens => Rows * Length;
}
