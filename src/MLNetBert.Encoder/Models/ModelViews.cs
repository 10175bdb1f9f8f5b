namespace MLNetBert.Encoder.Models;

/// <summary>The views of a model by their layers, each opened once, and closed with the model. Thread-safe.</summary>
internal sealed class ModelViews
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, BertModel> _views = [];
    private volatile bool _closed;

    /// <summary>Whether the model was closed.</summary>
    public bool Closed => _closed;

    public BertModel GetOrAdd(string layers, Func<BertModel> open)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(BertModel));
            return _views.TryGetValue(layers, out BertModel? view) ? view : _views[layers] = open();
        }
    }

    /// <summary>The views, which the caller has to close from now on.</summary>
    public IReadOnlyCollection<BertModel> Take()
    {
        lock (_lock)
        {
            BertModel[] views = [.. _views.Values];
            _views.Clear();
            _closed = true;
            return views;
        }
    }
}
