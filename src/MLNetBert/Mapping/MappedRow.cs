namespace MLNetBert.Mapping;

/// <summary>A row with the columns of a mapper added to it. It owns the row beneath.</summary>
internal sealed class MappedRow : DataViewRow
{
    private readonly DataViewRow _input;
    private readonly RowMapper _mapper;
    private readonly bool[] _active;
    private readonly Delegate?[] _getters;
    private bool _disposed;

    public MappedRow(DataViewRow input, RowMapper mapper, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _input = input;
        _mapper = mapper;
        _active = ActiveColumns.Of(mapper.OutputSchema, activeColumns);
        _getters = mapper.CreateGetters(input, _active[mapper.InputSchema.Count..]);
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    /// <summary>Whether there is a row to read: a cursor is before its first or after its last one otherwise.</summary>
    public bool IsThere { get; set; } = true;

    public override ValueGetter<DataViewRowId> GetIdGetter() => Guarded(_input.GetIdGetter());

    public override bool IsColumnActive(DataViewSchema.Column column) => ActiveColumns.IsActive(_active, Schema, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check(_active, Schema, column);
        int added = column.Index - _mapper.InputSchema.Count;
        return Guarded(added < 0 ? _input.GetGetter<TValue>(_mapper.InputSchema[column.Index]) : ActiveColumns.Typed<TValue>(_getters[added], column));
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private ValueGetter<TValue> Guarded<TValue>(ValueGetter<TValue> getter) => (ref TValue value) =>
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!IsThere)
            throw ActiveColumns.NoRow();
        getter(ref value);
    };
}
