using MLNetBert.Cli.Reports;

namespace MLNetBert.Cli.Training;

/// <summary>The files that train writes. All are begun before any work is done, so that one that cannot be written is told then; all get their names together.</summary>
internal sealed class TrainingFiles : IDisposable
{
    private readonly OutputSet _outputs = new();
    private readonly OutputFile _model;
    private readonly OutputFile _card;
    private readonly OutputFile? _report;
    private readonly string _modelName;

    /// <summary>Begins them.</summary>
    public TrainingFiles(string model, string? report, string? scripts)
    {
        _modelName = model;
        try
        {
            _model = _outputs.Add(OutputFile.Create(model));
            _card = _outputs.Add(OutputFile.Create(ModelCard.PathOf(model)));
            _report = report == null ? null : _outputs.Add(OutputFile.Create(report, "--report"));
        }
        catch
        {
            _outputs.Dispose();
            throw;
        }
    }

    /// <summary>Writes all, and gives them their names.</summary>
    public void Write(TrainingSummary summary, string? modelFolder, CancellationToken cancellation)
    {
        using (var stream = new SinkStream(_model.Content))
            summary.Result.Save(stream);

        TrainingJson.Write(_card.Content, summary, withCells: false);
        _report?.Content.Write(Encoding.UTF8.GetBytes(TrainingPage.Write(summary, cancellation)));
        cancellation.ThrowIfCancellationRequested();
        _outputs.Commit();
    }

    /// <inheritdoc/>
    public void Dispose() => _outputs.Dispose();
}
