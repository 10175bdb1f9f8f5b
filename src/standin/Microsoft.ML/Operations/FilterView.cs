namespace Microsoft.ML;

/// <summary>The rows of a view that a test lets through; the test may need columns of its own.</summary>
internal sealed class FilterView(IDataView input, bool canShuffle, DataViewSchema.Column[] tested, Func<DataViewRowCursor, Func<bool>> makeTest, Func<long?> count = null) : IDataView
{
    public bool CanShuffle => canShuffle && input.CanShuffle;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => count?.Invoke();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var cursor = input.GetRowCursor(columnsNeeded.Concat(tested).DistinctBy(c => c.Index), canShuffle ? rand : null);
        return new Cursor(cursor, makeTest(cursor));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, Func<bool> test) : DelegatingCursor(input)
    {
        private long _position = -1;

        public override long Position => _position;

        public override bool MoveNext()
        {
            while (Input.MoveNext())
            {
                if (!test())
                    continue;
                _position++;
                return true;
            }

            _position = -1;
            return false;
        }
    }
}

/// <summary>A run of rows of a view: stops reading at its end.</summary>
internal sealed class RangeView(IDataView input, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount() is { } rows ? Math.Min(take, Math.Max(0, rows - skip)) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(input.GetRowCursor(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, long skip, long take) : DelegatingCursor(input)
    {
        private long _taken;

        public override long Position => Input.Position < 0 ? -1 : _taken - 1;

        public override bool MoveNext()
        {
            if (_taken == take)
                return false;
            if (_taken == 0)
            {
                for (var i = 0L; i < skip; i++)
                {
                    if (!Input.MoveNext())
                        return false;
                }
            }

            if (!Input.MoveNext())
                return false;
            _taken++;
            return true;
        }
    }
}
