namespace MLNetBert.Resampling;

/// <summary>
/// The rows after resampling. Rows of the input are referred to, not copied; new rows are stored here.
/// Immutable, thread-safe, and valid as long as the input's array is not changed.
/// </summary>
public sealed class ResampleResult
{
    private readonly FeatureMatrix _input;
    private readonly FeatureMatrix? _created;
    private readonly int[] _references;
    private readonly int[] _sources;
    private readonly int[] _labels;

    /// <param name="input">What was resampled.</param>
    /// <param name="created">New rows; null if there are none.</param>
    /// <param name="references">For each row of the result, a row of the input, or input rows + the number of a new row.</param>
    /// <param name="sources">For each row of the result, the row of the input that it is or comes from.</param>
    /// <param name="labels">Labels of the result.</param>
    /// <param name="warnings">Sentences about what could not be done.</param>
    internal ResampleResult(
        FeatureMatrix input, FeatureMatrix? created, int[] references, int[] sources, int[] labels, IReadOnlyList<string> warnings)
    {
        _input = input;
        _created = created;
        _references = references;
        _sources = sources;
        _labels = labels;
        Warnings = warnings;
    }

    /// <summary>Number of rows; 0 if a cleaning sampler removed everything.</summary>
    public int Rows => _labels.Length;

    /// <summary>Number of columns.</summary>
    public int Columns => _input.Columns;

    /// <summary>The label of each row.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>For each row, the row of the input that it is, or, if it is synthetic, its base row (with the same label).</summary>
    public IReadOnlyList<int> SourceRows => _sources;

    /// <summary>What did not go as asked, in sentences: fewer rows than asked for, a class without border rows.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Whether a row was made, rather than being a row of the input (or an exact copy of one).</summary>
    public bool IsSynthetic(int row) => _references[row] >= _input.Rows;

    /// <summary>The values of a row.</summary>
    public ReadOnlySpan<float> Row(int row) =>
        _references[row] < _input.Rows ? _input.Row(_references[row]) : _created!.Row(_references[row] - _input.Rows);

    /// <summary>Copies all rows into one matrix.</summary>
    public FeatureMatrix ToMatrix()
    {
        var matrix = new FeatureMatrix(Rows, Columns);
        for (int row = 0; row < Rows; row++)
            Row(row).CopyTo(matrix.Writable(row));

        return matrix;
    }

    /// <summary>Some rows of this result, in the order given.</summary>
    internal ResampleResult Select(int[] rows) => new(
        _input,
        _created,
        Array.ConvertAll(rows, row => _references[row]),
        Array.ConvertAll(rows, row => _sources[row]),
        Array.ConvertAll(rows, row => _labels[row]),
        Warnings);
}
