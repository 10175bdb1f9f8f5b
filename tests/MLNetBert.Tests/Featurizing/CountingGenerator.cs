using Microsoft.Extensions.AI;

namespace MLNetBert.StageTests;

/// <summary>A generator of somebody else's, which remembers what it was asked: the vector of a text is its length and its first characters.</summary>
/// <param name="size">How long its vectors are.</param>
/// <param name="metadata">Whether it says so.</param>
internal sealed class CountingGenerator(int size, bool metadata = false) : IEmbeddingGenerator<string, Embedding<float>>
{
    public List<string[]> Calls { get; } = [];

    public EmbeddingGenerationOptions? LastOptions { get; private set; }

    /// <summary>What its answers lack or have too much.</summary>
    public int MissingEmbeddings { get; init; }

    public int MissingValues { get; set; }

    public Exception? Failure { get; set; }

    public static float[] VectorOf(string text, int size) => [.. Enumerable.Range(0, size).Select(i => i == 0 ? text.Length : i <= text.Length ? text[i - 1] / 7f : -i)];

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        // As services do, it goes on where it was called from.
        await Task.Yield();
        if (Failure != null)
            throw Failure;
        string[] texts = [.. values];
        lock (Calls)
            Calls.Add(texts);
        LastOptions = options;
        return [.. texts.Skip(MissingEmbeddings).Select(text => new Embedding<float>(VectorOf(text, (options?.Dimensions ?? size) - MissingValues)))];
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        metadata && serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("counting", defaultModelDimensions: size) : null;

    public void Dispose()
    {
    }
}
