namespace MLNetBert;

/// <summary>
/// What <see cref="ResamplingCatalog.Resample"/> gives: the rows after resampling, in memory, in imbalanced-learn's order. It can be read
/// any number of times, in any order, by several cursors at once; thread-safe.
/// </summary>
/// <remarks>Columns other than label and features are read from the view that was resampled when they are first asked for, once.</remarks>
public sealed class ResampledDataView : IDataView
{
    private readonly SelectedRows _rows;

    internal ResampledDataView(SelectedRows rows, IReadOnlyList<string> warnings)
    {
        _rows = rows;
        Warnings = warnings;
    }

    /// <summary>What did not go as asked, in sentences: fewer rows than asked for, a class without border rows.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Always true: rows come class by class, so trainers that shuffle must be able to do so.</summary>
    public bool CanShuffle => _rows.CanShuffle;

    /// <summary>The schema of the view that was resampled, followed by the columns asked for.</summary>
    public DataViewSchema Schema => _rows.Schema;

    /// <summary>The number of rows after resampling.</summary>
    public long? GetRowCount() => _rows.GetRowCount();

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => _rows.GetRowCursor(columnsNeeded, rand);

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => _rows.GetRowCursorSet(columnsNeeded, n, rand);
}
