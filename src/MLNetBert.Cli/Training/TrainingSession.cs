namespace MLNetBert.Cli.Training;

/// <summary>Runs a training with progress on standard error, and lets the first Ctrl-C end the search.</summary>
internal sealed class TrainingSession(TextClassifierOptions options, BertModel model, TrainingInput data, bool quiet) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Counter _texts = new();
    private readonly Lock _telling = new();
    private readonly CancellationTokenSource _stop = new();
    private Progress? _features;
    private TimeSpan _shown;
    private TimeSpan _began;

    /// <summary>The time so far.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Trains, and says what there is to note.</summary>
    public TextClassifierResult Train(CancellationToken cancellation)
    {
        try
        {
            _features = Progress.Start(quiet, () => new Progress.Point(_texts.Value, data.Rows.Count, _texts.Value, data.Rows.Count));
            TextClassifierResult result = new TextClassifierTrainer(options, model).Train(data.Rows, progress: this, stopSearch: _stop.Token, cancellationToken: cancellation);
            foreach (string note in quiet ? [] : result.Notes)
                Status.Line($"note: {note}");

            return result;
        }
        finally
        {
            Interruption.Instead(null);
            _features?.Dispose();
            _stop.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (value.Stage == TrainingStage.Features)
        {
            _texts.Report(value.Done);
            return;
        }

        lock (_telling)
        {
            _features?.Dispose();
            if (value.Stage == TrainingStage.Final)
                Interruption.Instead(null);
            else if (_began == default)
                BeginSearch();

            if (quiet || _clock.Elapsed - _shown < Interval || value.Stage != TrainingStage.Search)
                return;

            _shown = _clock.Elapsed;
            TimeSpan left = (_clock.Elapsed - _began) * ((value.Total - value.Done) / (double)Math.Max(1, value.Done));
            Status.Line(string.Create(CultureInfo.InvariantCulture, $"search: {value.Done:N0} fits done, {value.Total - value.Done:N0} left for now{(value.Total > value.Done ? $", {Summary.Duration(left)}" : "")}"));
        }
    }

    private void BeginSearch()
    {
        _began = _clock.Elapsed;
        Interruption.Instead(() =>
        {
            Status.Line("the search ends after the fits that are running, and the best so far is kept; Ctrl-C again ends all.");
            _stop.Cancel();
        });
    }
}
