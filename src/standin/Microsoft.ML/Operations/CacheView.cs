using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Keeps the columns that were asked for in memory; each is read from its source once.</summary>
internal class CacheView(IDataView input) : IDataView
{
    private readonly Dictionary<int, ColumnStore> _stores = [];
    private readonly List<DataViewRowId> _ids = [];
    private bool _read;

    public virtual bool CanShuffle => true;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => _read ? _ids.Count : input.GetRowCount();

    public virtual DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var columns = columnsNeeded.ToArray();
        Fill(columns);
        var order = Enumerable.Range(0, _ids.Count).ToArray();
        rand?.Shuffle(order);
        return new Cursor(this, order, columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    public void Fill(IEnumerable<DataViewSchema.Column> columns)
    {
        lock (_stores)
        {
            var missing = columns.Where(c => !_stores.ContainsKey(c.Index)).DistinctBy(c => c.Index).ToArray();
            if (_read && missing.Length == 0)
                return;
            using var cursor = input.GetRowCursor(missing);
            var stores = missing.Select(c => ColumnStore.Create(cursor, c)).ToArray();
            var id = cursor.GetIdGetter();
            while (cursor.MoveNext())
            {
                foreach (var store in stores)
                    store.Add();
                if (_read)
                    continue;
                DataViewRowId value = default;
                id(ref value);
                _ids.Add(value);
            }

            for (var i = 0; i < missing.Length; i++)
                _stores[missing[i].Index] = stores[i];
            _read = true;
        }
    }

    private sealed class Cursor(CacheView view, int[] order, IEnumerable<DataViewSchema.Column> columns) : RootCursor(view.Schema, columns)
    {
        private int _at = -1;

        public override ValueGetter<DataViewRowId> GetIdGetter()
            => (ref DataViewRowId value) => value = view._ids[order[CheckRow(_at)]];

        protected override bool MoveNextCore() => ++_at < order.Length;

        protected override ValueGetter<TValue> GetGetterCore<TValue>(int column)
        {
            var store = view._stores[column] as ColumnStore<TValue> ?? throw new InvalidOperationException($"Invalid TValue: '{typeof(TValue)}'.");
            return (ref TValue value) => store.Get(order[CheckRow(_at)], ref value);
        }
    }
}

/// <summary>Rows in a random order, a new one for each cursor.</summary>
internal sealed class ShuffledView(IDataView input, int? seed) : CacheView(input)
{
    private readonly Random _seeds = seed == null ? new Random() : new Random(seed.Value);

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        lock (_seeds)
            rand ??= new Random(_seeds.Next());
        return base.GetRowCursor(columnsNeeded, rand);
    }
}
