namespace MLNetBert;

/// <summary>
/// What a run gave, row after row. The values may live in the runtime's own memory: read them before
/// <see cref="Dispose"/>. Not thread-safe.
/// </summary>
public sealed class BertOutput : IDisposable
{
    internal BertOutput(int batch, int sequence)
    {
        Batch = batch;
        Sequence = sequence;
    }

    /// <summary>The number of rows.</summary>
    public int Batch { get; }

    /// <summary>The number of tokens a row, padding included.</summary>
    public int Sequence { get; }

    /// <summary>The token vectors, [<see cref="Batch"/>, <see cref="Sequence"/>, hidden size]; empty if not asked for.</summary>
    public ReadOnlySpan<float> TokenVectors => default;

    /// <summary>The pooler_output, [<see cref="Batch"/>, hidden size]; empty if not asked for.</summary>
    public ReadOnlySpan<float> Pooler => default;

    /// <summary>The vectors pooled by the graph, [<see cref="Batch"/>, dims]; empty if not asked for.</summary>
    public ReadOnlySpan<float> SentenceEmbedding => default;

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
    }
}
