namespace MLNetBert.Resampling;

/// <summary>Rows of a store, any number of times in any order, as a view; some columns may be its own.</summary>
/// <param name="store">Where the rows are.</param>
/// <param name="sources">The row of the store behind each row.</param>
/// <param name="schema">The store's schema, perhaps with columns added at the end.</param>
/// <param name="own">Makes the getters for columns that are not in the store, from the number of the row, by the column's index.</param>
internal sealed class SelectedRows(StoredRows store, IReadOnlyList<int> sources, DataViewSchema schema, IReadOnlyDictionary<int, Func<Func<int>, Delegate>> own) : IDataView
{
    public SelectedRows(StoredRows store, IReadOnlyList<int> sources)
        : this(store, sources, store.Schema, new Dictionary<int, Func<Func<int>, Delegate>>())
    {
    }

    /// <summary>Rows come class by class, so a trainer that shuffles must be able to do so.</summary>
    public bool CanShuffle => true;

    public DataViewSchema Schema => schema;

    public long? GetRowCount() => sources.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        DataViewSchema.Column[] needed = columnsNeeded.ToArray();
        ActiveColumns.Of(Schema, needed);
        store.Keep(needed.Where(c => !own.ContainsKey(c.Index)));
        if (rand == null)
            return new Cursor(this, null, needed);
        int[] order = [.. Enumerable.Range(0, sources.Count)];
        rand.Shuffle(order);
        return new Cursor(this, order, needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private Delegate CreateGetter(int column, Func<int> row)
        => own.TryGetValue(column, out Func<Func<int>, Delegate>? make) ? make(row) : store.CreateGetter(column, () => sources[row()]);

    private sealed class Cursor(SelectedRows view, int[]? order, DataViewSchema.Column[] active) : DataViewRowCursor
    {
        private readonly bool[] _active = ActiveColumns.Of(view.Schema, active);
        private long _position = -1;
        private bool _done;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            if (_done || _position + 1 == view.GetRowCount())
            {
                _done = true;
                _position = -1;
                return false;
            }

            _position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => ActiveColumns.IsActive(_active, Schema, column);

        // Not the source row's id: a row that is there twice would have it twice.
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new((ulong)Row(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check(_active, Schema, column);
            return ActiveColumns.Typed<TValue>(view.CreateGetter(column.Index, Row), column);
        }

        protected override void Dispose(bool disposing)
        {
            _done = true;
            _position = -1;
            base.Dispose(disposing);
        }

        private int Row()
        {
            if (_position < 0)
                throw ActiveColumns.NoRow();
            return order == null ? (int)_position : order[_position];
        }
    }
}
