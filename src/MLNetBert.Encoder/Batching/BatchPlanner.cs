namespace MLNetBert.Encoder.Batching;

/// <summary>Which texts run together: only texts of exactly the same length, so that nothing is padded.</summary>
internal static class BatchPlanner
{
    /// <summary>About how many tokens a batch has. With fewer, the processor's units idle; with more, the data leave its caches.</summary>
    public const int TokensPerBatch = 384;

    /// <summary>Texts longer than this gain nothing from company and run alone.</summary>
    public const int LongestTogether = 128;

    /// <summary>
    /// Plans the texts of these lengths; texts without a token are left out. The biggest batches come first, so that the threads
    /// that take them one after another end at about the same time.
    /// </summary>
    public static List<Batch> Plan(ReadOnlySpan<int> lengths, bool oneAtATime)
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
            int length = lengths[order[start]];
            int end = start;
            while (end < order.Length && lengths[order[end]] == length)
                end++;
            Cut(order.AsSpan(start..end), length, oneAtATime, batches);
            start = end;
        }

        batches.Sort(static (a, b) => (-a.Tokens, -a.Length, a.Texts[0]).CompareTo((-b.Tokens, -b.Length, b.Texts[0])));
        return batches;
    }

    /// <summary>
    /// How many texts of a length may run together. A single token is a product of one row, for which matrix libraries have special
    /// kernels: such texts never share a batch, so that all of them run with the same kernel.
    /// </summary>
    public static int MostTogether(int length) => length is 1 or > LongestTogether ? 1 : Math.Max(1, TokensPerBatch / length);

    /// <summary>Cuts texts of one length into batches of nearly equal size.</summary>
    private static void Cut(ReadOnlySpan<int> texts, int length, bool oneAtATime, List<Batch> batches)
    {
        int most = oneAtATime ? 1 : MostTogether(length);
        int count = (texts.Length + most - 1) / most;
        for (int i = 0; i < count; i++)
            batches.Add(new Batch(texts[(int)((long)texts.Length * i / count)..(int)((long)texts.Length * (i + 1) / count)].ToArray(), length));
    }
}

/// <summary>Distinct texts of a window that run together, each with <paramref name="Length"/> tokens; shorter ones, which no plan contains, are padded to that.</summary>
internal readonly record struct Batch(int[] Texts, int Length)
{
    public int Tokens => Texts.Length * Length;
}
