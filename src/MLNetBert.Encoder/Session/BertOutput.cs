namespace MLNetBert;

/// <summary>The results of a run, row by row: copies, which stay as they are whatever becomes of the model. Immutable and thread-safe.</summary>
public sealed class BertOutput
{
    private readonly float[] _tokens, _pooler, _sentence, _logits;

    private BertOutput(int batch, int sequence, scoped RunValues values)
    {
        (Batch, Sequence) = (batch, sequence);
        _tokens = values.TokenVectors.ToArray();
        _pooler = values.Pooler.ToArray();
        _sentence = values.SentenceEmbedding.ToArray();
        _logits = values.Logits.ToArray();
    }

    /// <summary>The number of rows.</summary>
    public int Batch { get; }

    /// <summary>The number of tokens per row, padding included.</summary>
    public int Sequence { get; }

    /// <summary>The token vectors, [<see cref="Batch"/>, <see cref="Sequence"/>, hidden size]; empty if not asked for.</summary>
    public ReadOnlySpan<float> TokenVectors => _tokens;

    /// <summary>The pooler_output, [<see cref="Batch"/>, hidden size]; empty if not asked for.</summary>
    public ReadOnlySpan<float> Pooler => _pooler;

    /// <summary>The vectors pooled by the graph, [<see cref="Batch"/>, dims]; empty if not asked for.</summary>
    public ReadOnlySpan<float> SentenceEmbedding => _sentence;

    /// <summary>The scores of the labels, [<see cref="Batch"/>, labels], as the graph gives them; empty if not asked for.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>Copies the results of a run.</summary>
    internal static BertOutput Copy(scoped RunValues values, (int Batch, int Sequence) shape) => new(shape.Batch, shape.Sequence, values);

    internal ReadOnlySpan<float> Of(BertModelOutputs output) => output switch
    {
        BertModelOutputs.TokenVectors => TokenVectors,
        BertModelOutputs.Pooler => Pooler,
        BertModelOutputs.SentenceEmbedding => SentenceEmbedding,
        BertModelOutputs.Logits => Logits,
        _ => default,
    };
}
