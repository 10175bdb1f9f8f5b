namespace MLNetBert;

public sealed partial class BertModel
{
    /// <summary>
    /// Opens a model folder, or a single .onnx with its vocabulary beside it; null opens the embedded all-MiniLM-L6-v2,
    /// which is in <c>models/</c> beside the application or this assembly. A few tokens are run to see whether the model
    /// works and whether a batch changes its bits.
    /// </summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="options">Overrides what the folder says.</param>
    /// <param name="cancellationToken">Stops it before the next step, or while the runtime loads the graph.</param>
    /// <exception cref="BadInputException">Something is missing, damaged, unknown or contradicts itself; the message names the file and what to do.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BertModel Open(string? path = null, BertModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new BertModelOptions();
        BertModelFolder folder = PrecisionChoice.Find(path, options);
        var quantization = BertQuantization.Read(folder.ModelFile, OnnxFile.Check(folder.ModelFile).GetValueOrDefault(BertQuantization.MetadataKey));

        // Each takes a while, so the tokenizer and the graph are read while the session opens.
        Task<PreTrainedTokenizer?> tokenizer = options.Tokenizer != null || folder.TokenizerFile == null
            ? Task.FromResult(options.Tokenizer)
            : Task.Run(() => (PreTrainedTokenizer?)PreTrainedTokenizer.Open(folder.Path));
        Task<OnnxGraph> graph = Task.Run(() => OnnxGraph.Read(folder.ModelFile));
        OpenGraph? open = null;
        try
        {
            var settings = ModelSettings.Read(folder.Path);
            open = OpenGraph.Open(folder.ModelFile, settings, graph, options, quantization, cancellationToken);
            ModelSource source = new(folder, settings, graph.GetAwaiter().GetResult(), open.IdsName, tokenizer, options.ApplyModules) { Quantization = quantization };
            cancellationToken.ThrowIfCancellationRequested();
            return new BertModel(source, EncoderView.Of(source, open), options, new ModelViews(), isView: false);
        }
        catch
        {
            Task.WhenAll(tokenizer, graph).ContinueWith(static all => all.Exception, TaskScheduler.Default).Wait();
            open?.Session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The same model, giving other layers' token vectors: it shares the tokenizer, the settings and the parsed graph, and has its own session,
    /// which is opened at the first call with these layers and closed with the model. Disposing of the view does nothing.
    /// </summary>
    /// <param name="layers">The layers; null: the last, as exported.</param>
    /// <param name="cancellationToken">Stops it while the runtime loads the graph.</param>
    /// <returns>The view; this model itself if it already gives these layers.</returns>
    /// <exception cref="BadInputException">The graph has no such layer.</exception>
    /// <exception cref="ObjectDisposedException">The model was closed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public BertModel WithHiddenLayer(HiddenLayers? layers, CancellationToken cancellationToken = default) => layers?.ToString() == HiddenLayer?.ToString()
        ? this
        : _views.GetOrAdd(layers?.ToString() ?? "", () =>
        {
            BertModelOptions options = Options with { HiddenLayer = layers };
            var open = OpenGraph.Open(ModelFile, _source.Settings, Task.FromResult(Source.Graph), options, Quantization, cancellationToken);
            try
            {
                return new BertModel(_source, EncoderView.Of(_source, open), options, _views, isView: true);
            }
            catch
            {
                open.Session.Dispose();
                throw;
            }
        });
}
