namespace MLNetBert.Mapping;

/// <summary>A view with the columns of a mapper added to it. It computes only what a cursor's getters are called for.</summary>
internal class MappedView(IDataView input, RowMapper mapper) : IDataView
{
    public bool CanShuffle => Input.CanShuffle;

    public DataViewSchema Schema => Mapper.OutputSchema;

    protected IDataView Input { get; } = input;

    protected RowMapper Mapper { get; } = mapper;

    public long? GetRowCount() => Input.GetRowCount();

    public virtual DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        DataViewSchema.Column[] needed = columnsNeeded.ToArray();
        return new MappedCursor(Input.GetRowCursor(Mapper.GetDependencies(needed), rand), Mapper, needed);
    }

    // One cursor, whatever is asked for: the model already runs on all cores.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];
}

/// <summary>Moves the cursor beneath a mapped row.</summary>
internal sealed class MappedCursor(DataViewRowCursor input, RowMapper mapper, IEnumerable<DataViewSchema.Column> activeColumns) : DataViewRowCursor
{
    private readonly MappedRow _row = new(input, mapper, activeColumns) { IsThere = false };

    public override DataViewSchema Schema => _row.Schema;

    public override long Position => _row.Position;

    public override long Batch => _row.Batch;

    public override bool MoveNext() => _row.IsThere = input.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => _row.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _row.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _row.Dispose();
        base.Dispose(disposing);
    }
}
