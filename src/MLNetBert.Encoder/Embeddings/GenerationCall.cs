using Microsoft.Extensions.AI;
using MLNetBert.Encoder.Diagnostics;
using MLNetBert.Encoder.Sharing;

namespace MLNetBert.Encoder.Embeddings;

/// <summary>One call of a generator: its texts on their way through the batcher.</summary>
internal static class GenerationCall
{
    /// <summary>So many texts find company of their length, and a call of millions does not fill the queue.</summary>
    private const int MostAhead = 2048;

    public static async Task<GeneratedEmbeddings<Embedding<float>>> RunAsync(BertBatcher batcher, BertFeaturizer featurizer, string[] texts, string? prompt, string modelId, string span, CancellationToken cancellation)
    {
        if (texts.AsSpan().IndexOf((string)null!) is var missing and >= 0)
            throw new ArgumentException($"Text {missing} is null; give an empty text if there is none.", nameof(texts));
        var operation = EmbeddingOperation.Begin(span, featurizer.Engine.ModelTag, featurizer.Dimension);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Queue<Task<SharedVector>> ahead = [];
        GeneratedEmbeddings<Embedding<float>> embeddings = new(texts.Length);
        long tokens = 0;
        try
        {
            foreach (string text in texts)
            {
                // The first text may be refused, and with it the call; the others then wait for room.
                Task<SharedVector> next = batcher.EnqueueAsync(featurizer, new TextInput(text) { Prompt = prompt }, waitWhenFull: ahead.Count + embeddings.Count > 0 ? true : null, deadline: null, stop.Token);
                ahead.Enqueue(next);
                if (next.IsFaulted || ahead.Count == MostAhead)
                    await TakeAsync().ConfigureAwait(false);
            }

            while (ahead.Count > 0)
                await TakeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            operation.Fail(e);
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(ahead)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        operation.Succeed(tokens);
        embeddings.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return embeddings;

        async Task TakeAsync()
        {
            SharedVector vector = await ahead.Dequeue().ConfigureAwait(false);
            tokens += vector.TokenCount;
            embeddings.Add(new Embedding<float>(vector.Features) { ModelId = modelId });
        }
    }
}
