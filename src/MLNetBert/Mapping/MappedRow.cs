namespace MLNetBert.Mapping;

/// <summary>A row with the columns of a mapper added to it. It owns the row beneath.</summary>
internal sealed class MappedRow : DataViewRow
{
    private readonly DataViewRow _input;
    private readonly RowMapper _mapper;
    private readonly bool[] _active;
    private readonly Delegate?[] _getters;

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

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check(_active, column);
        int added = column.Index - _mapper.InputSchema.Count;
        return added < 0 ? _input.GetGetter<TValue>(_mapper.InputSchema[column.Index]) : ActiveColumns.Typed<TValue>(_getters[added], column);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Which columns a row or cursor was asked for.</summary>
internal static class ActiveColumns
{
    public static bool[] Of(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        bool[] active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columns)
            active[column.Index] = true;
        return active;
    }

    public static void Check(bool[] active, DataViewSchema.Column column)
    {
        if (column.Index >= active.Length || !active[column.Index])
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active; ask for it when the cursor is made.");
    }

    public static ValueGetter<TValue> Typed<TValue>(Delegate? getter, DataViewSchema.Column column)
        => getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Invalid TValue: '{typeof(TValue)}', expected type: '{column.Type.RawType}' of column '{column.Name}'.");
}
