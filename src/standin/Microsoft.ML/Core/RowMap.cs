using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A transformer that adds columns computed row by row.</summary>
public abstract class RowMapTransformer : ITransformer
{
    private protected RowMapTransformer()
    {
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal abstract RowMap Bind(DataViewSchema inputSchema);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input) => new RowMapView(input, Bind(input.Schema));

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    internal abstract void Save(ModelSaveContext ctx);
}

/// <summary>A row map bound to a schema: the added columns, the columns they need, and their getters.</summary>
internal abstract class RowMap : IRowToRowMapper
{
    protected RowMap(DataViewSchema inputSchema, int[] needed, params DataViewSchema.DetachedColumn[] added)
    {
        InputSchema = inputSchema;
        Needed = needed;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumns(added);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public int[] Needed { get; }

    /// <summary>The getters of the added columns, each a <see cref="ValueGetter{TValue}"/>; null where not active.</summary>
    public abstract Delegate[] CreateGetters(DataViewRow input, bool[] active);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var indices = dependingColumns.Select(c => c.Index).ToHashSet();
        if (indices.Any(i => i >= InputSchema.Count))
            indices.UnionWith(Needed);
        return InputSchema.Where(c => indices.Contains(c.Index)).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
        => input.Schema == InputSchema
            ? new RowMapRow(input, this, activeColumns)
            : throw new ArgumentException("The row is of another schema than the mapper was made for.", nameof(input));
}

internal sealed class RowMapView(IDataView input, RowMap map) : IDataView
{
    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => map.OutputSchema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var needed = columnsNeeded.ToArray();
        return new RowMapCursor(input.GetRowCursor(map.GetDependencies(needed), rand), map, needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];
}

internal sealed class RowMapRow : DataViewRow
{
    private readonly DataViewRow _input;
    private readonly RowMap _map;
    private readonly bool[] _active;
    private readonly Delegate[] _getters;

    public RowMapRow(DataViewRow input, RowMap map, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _input = input;
        _map = map;
        var offset = map.InputSchema.Count;
        _active = new bool[map.OutputSchema.Count];
        foreach (var column in activeColumns)
            _active[column.Index] = true;
        _getters = map.CreateGetters(input, _active[offset..]);
    }

    public override DataViewSchema Schema => _map.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!_active[column.Index])
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active.");
        var added = column.Index - _map.InputSchema.Count;
        if (added < 0)
            return _input.GetGetter<TValue>(_map.InputSchema[column.Index]);
        return _getters[added] as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Invalid TValue: '{typeof(TValue)}', expected type: '{column.Type.RawType}'.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _input.Dispose();
    }
}

internal sealed class RowMapCursor(DataViewRowCursor input, RowMap map, IEnumerable<DataViewSchema.Column> active) : DelegatingCursor(input)
{
    private readonly RowMapRow _row = new(input, map, active);

    public override DataViewSchema Schema => _row.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _row.GetGetter<TValue>(column);
}
