namespace MLNetBert.Featurizing;

/// <summary>
/// Reads rows ahead into buffers and computes the features of all of them when the first is asked for. It has no thread of its own,
/// so it leaves nothing behind if it is abandoned half-way.
/// </summary>
internal sealed class LookAheadCursor : DataViewRowCursor
{
    // A preview reads few rows, and should not wait for thousands: two small windows come first. They cost little, since only
    // the rows in them run in smaller batches; further steps on the way to the full window would cost more than they save.
    private const int FirstWindow = 32;
    private const int SecondWindow = 128;

    private readonly DataViewRowCursor _input;
    private readonly FeaturizingMapper _mapper;
    private readonly VectorMemo _memo;
    private readonly int _window;
    private readonly bool[] _active;
    private readonly ColumnBuffer?[] _columns;
    private readonly ValueGetter<DataViewRowId> _getId;
    private readonly FeaturizingMapper.TextReader _texts;
    private readonly List<DataViewRowId> _ids = [];
    private readonly List<long> _batches = [];
    private readonly List<TextInput> _rows = [];
    private readonly List<float[]> _vectors = [];
    private int _next = FirstWindow;
    private int _at = -1;
    private long _position = -1;
    private bool _done;

    public LookAheadCursor(DataViewRowCursor input, FeaturizingMapper mapper, DataViewSchema.Column[] active, VectorMemo memo, int window)
    {
        _input = input;
        _mapper = mapper;
        _memo = memo;
        _window = window;
        _active = ActiveColumns.Of(mapper.OutputSchema, active);
        _columns = [.. mapper.InputSchema.Select(c => _active[c.Index] ? ColumnBuffer.Create(input, c) : null)];
        _getId = input.GetIdGetter();
        _texts = mapper.ReadTexts(input);
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _position;

    public override long Batch => _position < 0 ? 0 : _batches[_at];

    public override bool MoveNext()
    {
        if (_done)
            return false;
        if (++_at >= _rows.Count && !ReadAhead())
        {
            _done = true;
            _position = -1;
            _memo.EndPass();
            return false;
        }

        _position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => ActiveColumns.IsActive(_active, Schema, column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[At()];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check(_active, Schema, column);
        Delegate getter = column.Index < _columns.Length
            ? _columns[column.Index]!.CreateGetter(At)
            : _mapper.Outputs[column.Index - _columns.Length].CreateGetter(Vector);
        return ActiveColumns.Typed<TValue>(getter, column);
    }

    protected override void Dispose(bool disposing)
    {
        _done = true;
        _position = -1;
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private float[] Vector()
    {
        int at = At();
        if (_vectors.Count == 0)
            _memo.Get(_rows, _vectors);
        return _vectors[at];
    }

    private int At() => _position < 0 ? throw ActiveColumns.NoRow() : _at;

    private bool ReadAhead()
    {
        _ids.Clear();
        _batches.Clear();
        _rows.Clear();
        _vectors.Clear();
        _at = 0;
        while (_rows.Count < _next && _input.MoveNext())
        {
            foreach (ColumnBuffer? column in _columns)
                column?.Take(_rows.Count);
            DataViewRowId id = default;
            _getId(ref id);
            _ids.Add(id);
            _batches.Add(_input.Batch);
            _rows.Add(_texts.Read());
        }

        _next = _next == FirstWindow ? SecondWindow : Math.Max(_window, SecondWindow);
        return _rows.Count > 0;
    }
}
