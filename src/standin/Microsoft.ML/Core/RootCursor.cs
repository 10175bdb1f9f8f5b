namespace Microsoft.ML;

/// <summary>A cursor over rows of its own.</summary>
internal abstract class RootCursor : DataViewRowCursor
{
    private readonly bool[] _active;
    private long _position = -1;
    private bool _done;

    protected RootCursor(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        Schema = schema;
        _active = new bool[schema.Count];
        foreach (var column in columns)
            _active[column.Index] = true;
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        => _active[column.Index]
            ? GetGetterCore<TValue>(column.Index)
            : throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active.");

    public override bool MoveNext()
    {
        if (_done || !MoveNextCore())
        {
            _done = true;
            _position = -1;
            return false;
        }

        _position++;
        return true;
    }

    protected abstract bool MoveNextCore();

    protected abstract ValueGetter<TValue> GetGetterCore<TValue>(int column);

    protected T CheckRow<T>(T value) => _position < 0 ? throw new InvalidOperationException("Cannot call getter in current state") : value;

    protected override void Dispose(bool disposing)
    {
        _done = true;
        _position = -1;
        base.Dispose(disposing);
    }
}
