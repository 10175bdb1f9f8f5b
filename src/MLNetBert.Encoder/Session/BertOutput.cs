namespace MLNetBert;

/// <summary>
/// The results of a run, row by row. The values may live in the runtime's own memory: read them before
/// <see cref="Dispose"/>. Not thread-safe.
/// </summary>
public sealed class BertOutput : IDisposable
{
    private readonly IDisposable? _owner;
    private readonly Tensor _tokens, _pooler, _sentence;

    internal BertOutput(int batch, int sequence, Tensor tokens, Tensor pooler, Tensor sentence, IDisposable? owner)
    {
        Batch = batch;
        Sequence = sequence;
        _tokens = tokens;
        _pooler = pooler;
        _sentence = sentence;
        _owner = owner;
    }

    /// <summary>The number of rows.</summary>
    public int Batch { get; }

    /// <summary>The number of tokens per row, padding included.</summary>
    public int Sequence { get; }

    /// <summary>The token vectors, [<see cref="Batch"/>, <see cref="Sequence"/>, hidden size]; empty if not asked for.</summary>
    public ReadOnlySpan<float> TokenVectors => _tokens.Values;

    /// <summary>The pooler_output, [<see cref="Batch"/>, hidden size]; empty if not asked for.</summary>
    public ReadOnlySpan<float> Pooler => _pooler.Values;

    /// <summary>The vectors pooled by the graph, [<see cref="Batch"/>, dims]; empty if not asked for.</summary>
    public ReadOnlySpan<float> SentenceEmbedding => _sentence.Values;

    /// <summary>Returns the memory.</summary>
    public void Dispose() => _owner?.Dispose();

    internal ReadOnlySpan<float> Of(BertModelOutputs output) => output switch
    {
        BertModelOutputs.TokenVectors => TokenVectors,
        BertModelOutputs.Pooler => Pooler,
        BertModelOutputs.SentenceEmbedding => SentenceEmbedding,
        _ => default,
    };

    /// <summary>Values in the runtime's memory, or copies if they had to be converted.</summary>
    internal readonly record struct Tensor(OrtValue? Value, float[]? Copy)
    {
        public ReadOnlySpan<float> Values => Value != null ? Value.GetTensorDataAsSpan<float>() : Copy;
    }
}
