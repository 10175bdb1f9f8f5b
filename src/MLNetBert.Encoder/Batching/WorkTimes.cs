namespace MLNetBert.Encoder.Batching;

/// <summary>Counts what was done, by all threads together.</summary>
internal sealed class WorkTimes
{
    private readonly Lock _lock = new();
    private long _rows, _tokens, _reused, _tokenize, _model, _pool, _modelWall;

    public FeaturizerStatistics Read()
    {
        lock (_lock)
        {
            return new FeaturizerStatistics(
                _rows, _tokens, _reused, Stopwatch.GetElapsedTime(0, _tokenize), Stopwatch.GetElapsedTime(0, _model),
                Stopwatch.GetElapsedTime(0, _pool), Stopwatch.GetElapsedTime(0, _modelWall));
        }
    }

    public void AddTokenize(long ticks)
    {
        lock (_lock)
            _tokenize += ticks;
    }

    public void Add(TokenWindow window, long model, long pool, long wall)
    {
        lock (_lock)
        {
            _rows += window.RowCount;
            _tokens += window.TokenCount;
            _reused += window.RowCount - window.DistinctCount;
            _model += model;
            _pool += pool;
            _modelWall += model + pool == 0 ? 0 : (long)(wall * ((double)model / (model + pool)));
        }
    }
}
