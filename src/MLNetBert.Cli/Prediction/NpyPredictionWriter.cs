namespace MLNetBert.Cli.Prediction;

/// <summary>.npy: the scores, [rows, classes] float32, with the ids and, for classes, the labels beside it, one per line. The columns are in the order of the classes.</summary>
internal sealed class NpyPredictionWriter : IPredictionWriter
{
    private readonly NpyFeatureWriter _scores;
    private readonly OutputFile? _labels;

    /// <summary>Begins NAME.npy, NAME.ids.txt and NAME.labels.txt.</summary>
    public NpyPredictionWriter(string path, IReadOnlyList<string> labels)
    {
        _scores = new NpyFeatureWriter(path, Math.Max(1, labels.Count));
        try
        {
            _labels = labels.Count == 0 ? null : OutputFile.Create(LabelsPath(path));
        }
        catch
        {
            _scores.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => _labels == null ? _scores.Files : [.. _scores.Files, _labels];

    /// <summary>Where the labels of the scores at <paramref name="path"/> are.</summary>
    public static string LabelsPath(string path) => Path.ChangeExtension(path, ".labels.txt");

    /// <inheritdoc/>
    public void Write(PredictedRow prediction)
    {
        _scores.Write(prediction.Row, prediction.Scores);
        if (_labels == null)
            return;

        Encoding.UTF8.GetBytes(prediction.Label!.ReplaceLineEndings(" "), _labels.Content);
        _labels.Content.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Finish()
    {
        _scores.Finish();
        _labels?.Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scores.Dispose();
        _labels?.Dispose();
    }
}
