using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A view of a sequence of objects: each cursor enumerates it anew.</summary>
internal sealed class EnumerableView<TRow>(IEnumerable<TRow> data, TypedSchema<TRow> schema) : IDataView where TRow : class
{
    public bool CanShuffle => data is IList<TRow>;

    public DataViewSchema Schema => schema.Schema;

    public long? GetRowCount() => (data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var rows = data.Select((row, i) => (row, (long)i));
        if (rand != null && CanShuffle)
        {
            var shuffled = rows.ToArray();
            rand.Shuffle(shuffled);
            rows = shuffled;
        }

        return new Cursor(schema, rows.GetEnumerator(), columnsNeeded);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(TypedSchema<TRow> schema, IEnumerator<(TRow Row, long Index)> rows, IEnumerable<DataViewSchema.Column> columns) : RootCursor(schema.Schema, columns)
    {
        private long _index;
        private TRow _current;

        public override ValueGetter<DataViewRowId> GetIdGetter()
            => (ref DataViewRowId value) => value = new((ulong)CheckRow(_index), 0);

        protected override bool MoveNextCore()
        {
            if (!rows.MoveNext())
                return false;
            (_current, _index) = rows.Current;
            return true;
        }

        protected override ValueGetter<TValue> GetGetterCore<TValue>(int column) => schema.GetGetter<TValue>(column, () => CheckRow(_current));

        protected override void Dispose(bool disposing)
        {
            rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
