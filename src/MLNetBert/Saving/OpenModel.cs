using System.Collections.Concurrent;

namespace MLNetBert.Saving;

/// <summary>A model that a stage uses, and whether the stage has to close it.</summary>
internal sealed class OpenModel(BertModel model, IDisposable? owned) : IDisposable
{
    private int _disposed;

    public BertModel Model { get; } = model;

    /// <summary>The caller's model, or the embedded one, which is opened once and never closed.</summary>
    public static OpenModel Of(BertModel? model) => new(model ?? Embedded.Of(Embedded.Usual), null);

    /// <summary>Like <see cref="Of(BertModel?)"/>, the embedded model on the environment's GPU if that asks for one; or the view of it that gives other hidden layers, which is closed with it.</summary>
    public static OpenModel Of(BertModel? model, HiddenLayers? hiddenLayer, IHostEnvironment? environment)
    {
        OpenModel open = new(model ?? Embedded.Of(ContextDevice.Apply(Embedded.Usual, environment)), null);
        if (model == null)
            ContextDevice.Tell(open.Model, environment);
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
        public static readonly BertModelOptions Usual = new();
        private static readonly ConcurrentDictionary<BertModelOptions, Lazy<BertModel>> Opened = [];

        public static BertModel Of(BertModelOptions options) => Opened.GetOrAdd(options, static options => new(() => BertModel.Open(options: options))).Value;
    }
}
