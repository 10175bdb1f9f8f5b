using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A view of a sequence of objects: each cursor enumerates it anew.</summary>
internal sealed class EnumerableView<TRow>(IEnumerable<TRow> data, TypedSchema<TRow> schema) : IDataView where TRow : class
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => schema.Schema;

    public long? GetRowCount() => (data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(schema, data.GetEnumerator(), columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(TypedSchema<TRow> schema, IEnumerator<TRow> rows, IEnumerable<DataViewSchema.Column> columns) : RootCursor(schema.Schema, columns)
    {

        public override ValueGetter<DataViewRowId> GetIdGetter()
            => (ref DataViewRowId value) => value = new((ulong)CheckRow(Position), 0);

        protected override bool MoveNextCore() => rows.MoveNext();

        protected override ValueGetter<TValue> GetGetterCore<TValue>(int column) => schema.GetGetter<TValue>(column, () => CheckRow(rows.Current));

        protected override void Dispose(bool disposing)
        {
            rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
