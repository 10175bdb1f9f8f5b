using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace MLNetBert.Training;

/// <summary>Who is told how far it is, when the search has to end, and when everything has.</summary>
internal sealed class TrainingWatch(TimeSpan? budget, IProgress<TrainingProgress>? progress, CancellationToken stopSearch, CancellationToken cancellation)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public CancellationToken Cancellation => cancellation;

    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Whether the search must not begin another fit.</summary>
    public bool IsOver => stopSearch.IsCancellationRequested || _clock.Elapsed > budget;

    public void Report(TrainingStage stage, int done, int total) => progress?.Report(new(stage, done, total));

    /// <summary>Works on several things at the same time; what fails first is what the caller gets.</summary>
    public void ForEach<T>(int threads, IEnumerable<T> items, Action<T> work)
    {
        try
        {
            Parallel.ForEach(items, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, work);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
