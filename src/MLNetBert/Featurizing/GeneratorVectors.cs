using Microsoft.Extensions.AI;

namespace MLNetBert.Featurizing;

/// <summary>The vectors of a generator of Microsoft.Extensions.AI, which is asked for many texts at a time, and once for equal ones.</summary>
internal sealed class GeneratorVectors(IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingGenerationOptions? options, int batchSize) : IVectorSource
{
    private int _dimension;

    public string? ModelName => options?.ModelId ?? Metadata?.DefaultModelId;

    /// <summary>How long its vectors are: as the options or its metadata say, else as the vector of a text shows. Asked once.</summary>
    public int Dimension
    {
        get
        {
            // Two threads may ask at once, and a call that fails is made again.
            if (Volatile.Read(ref _dimension) == 0)
                Volatile.Write(ref _dimension, options?.Dimensions ?? Metadata?.DefaultModelDimensions ?? Ask(["text"])[0].Vector.Length);
            return _dimension;
        }
    }

    private EmbeddingGeneratorMetadata? Metadata => generator.GetService<EmbeddingGeneratorMetadata>();

    public void Compute(IReadOnlyList<TextInput> texts, IReadOnlyList<int> missing, Action<int, float[]> take)
    {
        int dimension = Dimension;
        foreach (IGrouping<string, int>[] batch in missing.GroupBy(i => texts[i].Text, StringComparer.Ordinal).Chunk(batchSize))
        {
            GeneratedEmbeddings<Embedding<float>> embeddings = Ask(Array.ConvertAll(batch, text => text.Key));
            for (int i = 0; i < batch.Length; i++)
            {
                float[] vector = embeddings[i].Vector.ToArray();
                if (vector.Length != dimension)
                    throw new InvalidOperationException($"The generator gives a vector of {vector.Length} values, but {dimension} are expected, as {(options?.Dimensions != null ? "the options" : "its metadata or its first vector")} said; set {nameof(EmbeddingFeaturizingOptions.GenerationOptions)}.{nameof(EmbeddingGenerationOptions.Dimensions)} to what it gives.");
                foreach (int place in batch[i])
                    take(place, vector);
            }
        }
    }

    public void EndPass()
    {
    }

    /// <summary>Stages are synchronous, so somebody has to wait: not on the caller's context, which the generator might need.</summary>
    private GeneratedEmbeddings<Embedding<float>> Ask(string[] texts)
    {
        GeneratedEmbeddings<Embedding<float>> embeddings = Task.Run(() => generator.GenerateAsync(texts, options)).GetAwaiter().GetResult();
        return embeddings.Count == texts.Length ? embeddings
            : throw new InvalidOperationException($"The generator gave {embeddings.Count} embeddings for {texts.Length} texts, where one for each is expected; look at the generator.");
    }
}
