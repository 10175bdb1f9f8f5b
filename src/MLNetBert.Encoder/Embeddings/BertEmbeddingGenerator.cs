using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using MLNetBert.Encoder.Embeddings;

namespace MLNetBert;

/// <summary>
/// A BERT model as Microsoft.Extensions.AI takes it: <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of texts. Calls that come at the same time share
/// batches (<see cref="BertBatcher"/>), and a text has the same bits in each. Thread-safe.
/// </summary>
/// <remarks>
/// Options: Dimensions keeps a vector's first values (<see cref="FeaturizerOptions.TruncateDim"/>); the additional properties <c>prompt</c> and
/// <c>prompt_name</c> are sentence-transformers' and stand in for the featurizer's prompt; ModelId must be <see cref="ModelId"/> if it is given. Usage counts
/// tokens, special ones included. Use <see cref="Fingerprint"/> in the keys of caches, so that vectors of two models or precisions never mix.
/// </remarks>
public sealed class BertEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>, IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, BertFeaturizer> _byDimension = [];
    private readonly bool _ownsModel;
    private readonly string _span;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Makes a generator. The model outlives it and stays open, unless <paramref name="ownsModel"/> is true.</summary>
    /// <param name="featurizer">Whose vectors are generated.</param>
    /// <param name="batching">How calls share batches.</param>
    /// <param name="ownsModel">Whether the model is closed with the generator.</param>
    /// <param name="logger">Is told of slow batches and of texts that are cut; null: nobody is.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The featurizer's pooling is none.</exception>
    public BertEmbeddingGenerator(BertFeaturizer featurizer, BertBatcherOptions? batching = null, bool ownsModel = false, ILogger? logger = null)
    {
        Batcher = new BertBatcher(featurizer, batching, logger);
        _ownsModel = ownsModel;
        ModelId = featurizer.Model.Name;
        _span = $"embeddings {ModelId}";
        _metadata = new EmbeddingGeneratorMetadata("mlnetbert", null, ModelId, featurizer.Dimension);
    }

    /// <summary>The model's name (<see cref="BertModel.Name"/>).</summary>
    public string ModelId { get; }

    /// <summary>What makes a text's vector, unless a call's options say otherwise.</summary>
    /// <exception cref="IOException">A file of the model can no longer be read.</exception>
    public ModelFingerprint Fingerprint => Batcher.Featurizer.Fingerprint;

    /// <summary>What callers share batches through.</summary>
    public BertBatcher Batcher { get; }

    /// <summary>
    /// The vectors of texts, in order. They are tokenized on the calling thread, some 2,000 ahead, and run on others. A call that was begun is never refused
    /// for a full queue.
    /// </summary>
    /// <param name="values">The texts.</param>
    /// <param name="options">Dimensions and prompts; null: the featurizer's.</param>
    /// <param name="cancellationToken">Gives the call up; batches that run are finished first.</param>
    /// <exception cref="ArgumentException">A text is null, the options name another model, or a prompt is no string.</exception>
    /// <exception cref="BadInputException">The model has no such prompt or dimension, a text cannot be cut as the options ask, or the model fails.</exception>
    /// <exception cref="BertQueueFullException">The queue is full.</exception>
    /// <exception cref="ObjectDisposedException">The generator or its model is closed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.ModelId is { } asked && asked != ModelId)
            throw new ArgumentException($"The options ask for the model {asked}, and this generator has {ModelId}; leave ModelId out.", nameof(options));
        BertFeaturizer featurizer = options?.Dimensions is int dimensions ? _byDimension.GetOrAdd(dimensions, Cut) : Batcher.Featurizer;
        return GenerationCall.RunAsync(Batcher, featurizer, [.. values], Prompt(options), ModelId, _span, cancellationToken);
    }

    /// <summary>
    /// This generator, its <see cref="BertModel"/>, <see cref="BertFeaturizer"/>, <see cref="BertBatcher"/>, <see cref="ModelFingerprint"/> or
    /// <see cref="EmbeddingGeneratorMetadata"/>; null for others.
    /// </summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey != null)
            return null;
        return serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(BertModel) ? Batcher.Featurizer.Model
            : serviceType == typeof(BertFeaturizer) ? Batcher.Featurizer
            : serviceType == typeof(BertBatcher) ? Batcher
            : serviceType == typeof(ModelFingerprint) ? Fingerprint
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Refuses further calls and ends those that wait with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        Batcher.Dispose();
        CloseModel();
    }

    /// <summary>Refuses further calls, and waits until those that came before have their vectors.</summary>
    public async ValueTask DisposeAsync()
    {
        await Batcher.DisposeAsync().ConfigureAwait(false);
        CloseModel();
    }

    private void CloseModel()
    {
        if (_ownsModel)
            Batcher.Featurizer.Model.Dispose();
    }

    private BertFeaturizer Cut(int dimensions) => dimensions == Batcher.Featurizer.Dimension ? Batcher.Featurizer
        : new(Batcher.Featurizer.Model, Batcher.Featurizer.Options with { TruncateDim = dimensions });

    private string? Prompt(EmbeddingGenerationOptions? options)
    {
        return Text("prompt") ?? (Text("prompt_name") is { } name ? Batcher.Featurizer.Model.FindPrompt(name) : null);

        string? Text(string key) => options?.AdditionalProperties?.GetValueOrDefault(key) switch
        {
            null => null,
            string text => text,
            { } other => throw new ArgumentException($"The additional property {key} is a {other.GetType().Name}; a string is expected.", nameof(options)),
        };
    }
}
