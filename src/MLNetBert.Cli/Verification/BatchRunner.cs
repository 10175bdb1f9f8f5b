using MLNetBert.Encoder.Batching;
using MLNetBert.Encoder.Pooling;

namespace MLNetBert.Cli.Verification;

/// <summary>Takes the pooled vector of the text at a place of a batch.</summary>
internal delegate void VectorTaker(int place, ReadOnlySpan<float> vector);

/// <summary>Runs texts together, whatever their lengths: shorter ones are padded on the right, under the mask. Thread-safe.</summary>
internal sealed class BatchRunner(BertModel model, TokenPooling pooling, bool normalize, int dimension)
{
    private readonly BertModelOutputs _outputs = BertModel.OutputsFor(pooling);

    /// <summary>Whether every token keeps its vector.</summary>
    public bool TokenLevel { get; } = pooling.Modes[0] == PoolingMode.None;

    /// <summary>Runs distinct texts of a window, each of a token at least.</summary>
    public void Run(TokenWindow window, int[] texts, VectorTaker take)
    {
        int width = texts.Max(window.Length);
        int[] ids = new int[texts.Length * width];
        ids.AsSpan().Fill(model.PadTokenId);
        int[] types = model.TakesTokenTypeIds ? new int[ids.Length] : [];
        int[] mask = texts.Any(text => window.Length(text) < width) ? new int[ids.Length] : [];
        for (int row = 0; row < texts.Length; row++)
        {
            window.IdsOf(texts[row]).CopyTo(ids.AsSpan(row * width));
            if (types.Length > 0)
            {
                window.TypesOf(texts[row]).CopyTo(types.AsSpan(row * width));
            }

            if (mask.Length > 0)
            {
                mask.AsSpan(row * width, window.Length(texts[row])).Fill(1);
            }
        }

        using BertOutput output = model.Run(ids, mask, types, texts.Length, width, _outputs);
        float[] pooled = new float[(TokenLevel ? width : 1) * dimension];
        for (int row = 0; row < texts.Length; row++)
        {
            ReadOnlySpan<float> tokens = Row(output.TokenVectors, row, texts.Length);
            ReadOnlySpan<int> counted = mask.Length == 0 ? default : mask.AsSpan(row * width, width);
            Span<float> vector = pooled;
            if (TokenLevel)
            {
                // What stands in the padding is no text's.
                int values = window.Length(texts[row]) * dimension;
                tokens = tokens[..values];
                counted = default;
                vector = vector[..values];
            }

            VectorPooler.Pool(pooling, tokens, counted, model.HiddenSize, Row(output.Pooler, row, texts.Length), Row(output.SentenceEmbedding, row, texts.Length), normalize, vector);
            take(row, vector);
        }
    }

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> values, int row, int rows) =>
        values.Slice(row * (values.Length / rows), values.Length / rows);
}
