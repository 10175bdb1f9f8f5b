using MLNetBert.Cli.Reports;
using MLNetBert.Cli.Training;

namespace MLNetBert.Cli.Commands;

/// <summary>The files that train writes. All are begun before any work is done, so that one that cannot be written is told then; all get their names together.</summary>
internal sealed class TrainingFiles : IDisposable
{
    private static readonly string[] ScriptNames = ["train.cs", "predict.cs", "README.md"];

    private readonly OutputSet _outputs = new();
    private readonly OutputFile _model;
    private readonly OutputFile _card;
    private readonly OutputFile? _report;
    private readonly OutputFile[] _scripts = [];
    private readonly string? _madeFolder;

    /// <summary>Begins them.</summary>
    public TrainingFiles(string model, string? report, string? scripts)
    {
        try
        {
            _model = _outputs.Add(OutputFile.Create(model));
            _card = _outputs.Add(OutputFile.Create(ModelCard.PathOf(model)));
            if (scripts is { Length: > 0 } && !Path.Exists(scripts))
            {
                OutputErrors.Explain(scripts, () => Directory.CreateDirectory(scripts));
                _madeFolder = scripts;
            }

            _scripts = scripts == null ? [] : [.. ScriptNames.Select(name => _outputs.Add(OutputFile.Create(Path.Combine(scripts, name), "--scripts")))];
            _report = report == null ? null : _outputs.Add(OutputFile.Create(report, "--report"));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Writes all, and gives them their names.</summary>
    public void Write(TrainingSummary summary, ScriptModel script, CancellationToken cancellation)
    {
        using (var stream = new SinkStream(_model.Content))
            summary.Result.Save(stream);

        TrainingJson.Write(_card.Content, summary, withCells: false);
        if (_scripts.Length > 0)
        {
            var scripts = new TrainingScripts(summary, script);
            foreach ((OutputFile file, string text) in _scripts.Zip((string[])[scripts.Train(), scripts.Predict(), scripts.Readme()]))
                file.Content.Write(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").TrimEnd() + "\n"));
        }

        _report?.Content.Write(Encoding.UTF8.GetBytes(TrainingPage.Write(summary, cancellation)));
        cancellation.ThrowIfCancellationRequested();
        _outputs.Commit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _outputs.Dispose();
        if (_madeFolder != null && !Directory.EnumerateFileSystemEntries(_madeFolder).Any())
            Directory.Delete(_madeFolder);
    }
}
