namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>Tokens and their ids, both ways. If a token is given twice, the later id counts. Immutable and thread-safe.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _spans;
    private readonly string?[]? _dense;
    private readonly Dictionary<int, string>? _sparse;

    public Vocabulary(IEnumerable<(string Token, int Id)> tokens, int capacity = 0)
    {
        _ids = new Dictionary<string, int>(capacity, StringComparer.Ordinal);
        MaxId = -1;
        foreach ((string token, int id) in tokens)
        {
            _ids[token] = id;
            MaxId = Math.Max(MaxId, id);
        }

        _spans = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

        // Ids are nearly always 0 .. n-1; a file with one wild id must not make us allocate gigabytes.
        if (MaxId < 2L * _ids.Count + 1024)
        {
            _dense = new string[MaxId + 1];
            foreach ((string token, int id) in _ids)
                _dense[id] = token;
        }
        else
        {
            _sparse = [];
            foreach ((string token, int id) in _ids)
                _sparse[id] = token;
        }
    }

    public int Count => _ids.Count;

    public int MaxId { get; }

    public IReadOnlyDictionary<string, int> Ids => _ids;

    public int? Find(ReadOnlySpan<char> token) => _spans.TryGetValue(token, out int id) ? id : null;

    public bool TryFind(ReadOnlySpan<char> token, out int id) => _spans.TryGetValue(token, out id);

    /// <summary>Whether two tokens have the same id.</summary>
    public bool HasSharedIds => _dense != null ? _dense.Count(token => token != null) < _ids.Count : _sparse!.Count < _ids.Count;

    public string? Token(int id) =>
        _dense != null ? ((uint)id < (uint)_dense.Length ? _dense[id] : null)
        : _sparse!.GetValueOrDefault(id);
}
