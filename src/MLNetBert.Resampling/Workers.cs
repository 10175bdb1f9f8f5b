namespace MLNetBert.Resampling;

/// <summary>Runs independent pieces of work on a given number of threads, in order of their numbers as threads become free.</summary>
internal static class Workers
{
    public static void ForEach(int count, int threads, Action<int> work)
    {
        threads = Math.Min(threads, count);
        if (threads <= 1)
        {
            for (int i = 0; i < count; i++)
            {
                work(i);
            }

            return;
        }

        // Not Parallel.For: compiling it costs the first call of a process more than a search of some thousand rows.
        int next = -1;
        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                work(i);
            }
        }

        var others = new Task[threads - 1];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = Task.Run(Work);
        }

        try
        {
            Work();
        }
        finally
        {
            Task.WaitAll(others);
        }
    }

    /// <summary>The same over a range of numbers, cut into a few pieces for each thread.</summary>
    public static void ForSpans(int length, int threads, Action<int, int> work)
    {
        int pieces = Math.Min(length, threads == 1 ? 1 : 8 * threads);
        ForEach(pieces, threads, piece => work((int)((long)length * piece / pieces), (int)((long)length * (piece + 1) / pieces)));
    }
}

