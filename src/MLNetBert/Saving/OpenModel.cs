namespace MLNetBert.Saving;

/// <summary>A model that a stage uses, and whether the stage has to close it.</summary>
internal sealed class OpenModel(BertModel model, IDisposable? owned) : IDisposable
{
    private int _disposed;

    public BertModel Model { get; } = model;

    /// <summary>The caller's model, or the embedded one, which is opened once and never closed.</summary>
    public static OpenModel Of(BertModel? model) => new(model ?? Embedded.Value, null);

    /// <summary>Like <see cref="Of(BertModel?)"/>; or the view of it that gives other hidden layers, which is closed with it.</summary>
    public static OpenModel Of(BertModel? model, HiddenLayers? hiddenLayer)
    {
        OpenModel open = Of(model);
        return hiddenLayer == null ? open : new(open.Model.WithHiddenLayer(hiddenLayer), null);
    }

    /// <summary>A model that is closed, and whose <paramref name="files"/> are deleted, with the stage.</summary>
    public static OpenModel Owned(BertModel model, IDisposable? files) => new(model, new Closing(model, files));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            owned?.Dispose();
    }

    private sealed class Closing(BertModel model, IDisposable? files) : IDisposable
    {
        public void Dispose()
        {
            model.Dispose();
            files?.Dispose();
        }
    }

    private static class Embedded
    {
        private static readonly Lazy<BertModel> Opened = new(() => BertModel.Open());

        public static BertModel Value => Opened.Value;
    }
}
