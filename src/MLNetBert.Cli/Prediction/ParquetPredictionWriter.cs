using ParquetSharp;
using ParquetSharp.Schema;

namespace MLNetBert.Cli.Prediction;

/// <summary>.parquet: id, in the type it came in, label, and score.NAME for each class, float32; for numbers id and score.</summary>
internal sealed class ParquetPredictionWriter : IPredictionWriter
{
    private readonly ParquetOutput _output;
    private readonly IdType _idType;
    private readonly bool _hasLabels;
    private readonly List<string> _ids = [];
    private readonly List<string> _labels = [];
    private readonly List<float>[] _scores;
    private readonly int _rowsInGroup;

    /// <summary>Begins the file.</summary>
    public ParquetPredictionWriter(string path, IReadOnlyList<string> labels, IdType ids)
    {
        (_idType, _hasLabels) = (ids, labels.Count > 0);
        string[] scores = _hasLabels ? [.. labels.Select(label => $"score.{label}")] : ["score"];
        _scores = [.. scores.Select(_ => new List<float>())];
        _rowsInGroup = ParquetFeatureWriter.RowsInGroup(scores.Length);
        Node[] columns =
        [
            ParquetIds.Node("id", ids), .. _hasLabels ? (Node[])[ParquetIds.Node("label", IdType.String)] : [],
            .. scores.Select(name => new PrimitiveNode(name, Repetition.Required, LogicalType.None(), PhysicalType.Float)),
        ];
        _output = new ParquetOutput(path, columns, null, new Dictionary<string, string> { [$"{ParquetFeatureWriter.Prefix}id"] = ids.Name });
    }

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => _output.Files;

    /// <inheritdoc/>
    public void Write(PredictedRow prediction)
    {
        ParquetOutput.Check(prediction.Row, _idType);
        _ids.Add(prediction.Row.Id);
        if (_hasLabels)
            _labels.Add(prediction.Label!);

        for (int i = 0; i < _scores.Length; i++)
            _scores[i].Add(prediction.Scores[i]);

        if (_ids.Count == _rowsInGroup)
            EndGroup();
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_ids.Count > 0)
            EndGroup();

        _output.Finish();
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void EndGroup()
    {
        Action<ColumnWriter>[] labels = _hasLabels ? [column => ParquetIds.Write(column, IdType.String, _labels)] : [];
        Action<ColumnWriter>[] scores = [.. _scores.Select(values => (Action<ColumnWriter>)(column => ((ColumnWriter<float>)column).WriteBatch(CollectionsMarshal.AsSpan(values))))];
        _output.WriteGroup([column => ParquetIds.Write(column, _idType, _ids), .. labels, .. scores]);
        _ids.Clear();
        _labels.Clear();
        foreach (List<float> values in _scores)
            values.Clear();
    }
}
