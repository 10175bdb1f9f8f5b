using System.Runtime.ExceptionServices;

namespace MLNetBert.Resampling.Threading;

/// <summary>
/// Runs independent pieces of work on a number of threads, in order of their numbers as threads become free, until a caller
/// cancels. It is passed down to every loop that can take long.
/// </summary>
internal readonly record struct Workers(int Threads, CancellationToken Cancellation = default, IProgress<ResamplingProgress>? Progress = null)
{
    /// <summary>More threads than machines have cores; a caller may ask for any number, and numbers of pieces are computed from it.</summary>
    private const int MostThreads = 1024;

    /// <summary>The workers that a caller asked for.</summary>
    /// <exception cref="ArgumentException">The number of threads is below 1.</exception>
    public static Workers Of(int? maxDegreeOfParallelism, CancellationToken cancellation = default, IProgress<ResamplingProgress>? progress = null)
    {
        Check.AtLeast("MaxDegreeOfParallelism", maxDegreeOfParallelism ?? 1, 1);
        return new Workers(Math.Min(maxDegreeOfParallelism ?? Environment.ProcessorCount, MostThreads), cancellation, progress);
    }

    /// <summary>Runs the pieces 0 to <paramref name="count"/> - 1; if a stage is named, its progress is reported.</summary>
    /// <exception cref="OperationCanceledException">The work was cancelled; pieces are missing.</exception>
    public void ForEach(int count, Action<int> work, ResamplingStage? stage = null)
    {
        // Not Parallel.For: compiling it costs the first call of a process more than a search over a few thousand rows.
        (CancellationToken cancellation, IProgress<ResamplingProgress>? progress) = (Cancellation, Progress);
        int next = -1, done = 0;
        ExceptionDispatchInfo? failure = null;
        void Work()
        {
            try
            {
                for (int i = Interlocked.Increment(ref next); i < count && failure == null && !cancellation.IsCancellationRequested; i = Interlocked.Increment(ref next))
                {
                    work(i);
                    if (stage is { } named)
                        progress?.Report(new ResamplingProgress(named, Interlocked.Increment(ref done), count));
                }
            }
            catch (Exception e)
            {
                // What failed first is what the caller gets, as if there were one thread.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            }
        }

        var others = new Task[Math.Max(0, Math.Min(Threads, count) - 1)];
        for (int i = 0; i < others.Length; i++)
            others[i] = Task.Run(Work, CancellationToken.None);

        Work();
        Task.WaitAll(others, CancellationToken.None);
        failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>The same over a range of numbers, cut into a few pieces for each thread.</summary>
    public void ForSpans(int length, Action<int, int> work, ResamplingStage? stage = null)
    {
        int pieces = Math.Min(length, Threads == 1 ? 1 : 8 * Threads);
        ForEach(pieces, piece => work((int)((long)length * piece / pieces), (int)((long)length * (piece + 1) / pieces)), stage);
    }
}
