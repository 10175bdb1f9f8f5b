namespace MLNetBert.Resampling;

/// <summary>
/// The rows of a view in memory, so that they can be read in any order and again: a column is read from the view once, when it is
/// first asked for. Thread-safe.
/// </summary>
internal sealed class StoredRows(IDataView input)
{
    private readonly Lock _reading = new();
    private readonly ColumnBuffer?[] _columns = new ColumnBuffer?[input.Schema.Count];
    private readonly List<DataViewRowId> _ids = [];
    private bool _read;

    public DataViewSchema Schema => input.Schema;

    /// <summary>Reads those of the columns that have not been read yet.</summary>
    public void Keep(IEnumerable<DataViewSchema.Column> columns) => Read(columns, [], _ => () => { });

    /// <summary>The same, but also shows every row to another reader of the columns <paramref name="shown"/>, which are not kept for that.</summary>
    public void Read(IEnumerable<DataViewSchema.Column> columns, DataViewSchema.Column[] shown, Func<DataViewRowCursor, Action> reader)
    {
        lock (_reading)
        {
            DataViewSchema.Column[] missing = columns.Where(c => _columns[c.Index] == null).DistinctBy(c => c.Index).ToArray();
            if (_read && missing.Length == 0 && shown.Length == 0)
                return;
            using DataViewRowCursor cursor = input.GetRowCursor(missing.Concat(shown).DistinctBy(c => c.Index));
            ColumnBuffer[] buffers = missing.Select(c => ColumnBuffer.Create(cursor, c)).ToArray();
            Action show = reader(cursor);
            ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
            int row = 0;
            for (; cursor.MoveNext(); row++)
            {
                DataViewRowId id = default;
                getId(ref id);
                if (!_read)
                    _ids.Add(id);
                else if (row == _ids.Count || !_ids[row].Equals(id))
                    throw Changed();
                foreach (ColumnBuffer? buffer in buffers)
                    buffer.Take(row);
                show();
            }

            if (row < _ids.Count)
                throw Changed();
            for (int i = 0; i < missing.Length; i++)
                _columns[missing[i].Index] = buffers[i];
            _read = true;
        }
    }

    /// <summary>A getter for the value of a kept column, at the row that <paramref name="row"/> gives.</summary>
    public Delegate CreateGetter(int column, Func<int> row) => _columns[column]!.CreateGetter(row);

    private static BadInputException Changed()
        => new("The view gives its rows in another order at each reading, so columns that are read later would not match; put ml.Data.Cache over it first.") { Code = "data.order" };
}
