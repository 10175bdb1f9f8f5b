namespace MLNetBert.Encoder.Session;

/// <summary>
/// Runs a graph whose inputs have fixed sizes: rows are padded under the mask to the fixed length, and a fixed number of rows
/// is filled with copies of the one row, so that it never has other neighbours.
/// </summary>
internal static class FixedShapeRunner
{
    public static TResult Run<TState, TResult>(SessionRunner runner, ModelInputs inputs, int padTokenId, in RunInputs given, int batch, int sequence, BertModelOutputs wanted, TState state, RunReader<TState, TResult> read)
        where TState : allows ref struct
    {
        int length = inputs.FixedSequence ?? sequence;
        Kept kept = new(batch, sequence);
        for (int row = 0; row < batch; row++)
        {
            int copies = inputs.FixedBatch ?? 1;
            RunInputs padded = new()
            {
                Ids = Pad(given.Ids, row, sequence, length, padTokenId, copies),
                Embeddings = Pad(given.Embeddings, row, given.Embeddings.Length / batch, given.Embeddings.Length / batch / sequence * length, 0f, copies),
                Mask = inputs.Mask == null ? [] : Pad(given.Mask.IsEmpty ? Constants<int>.Ones(batch * sequence).Span : given.Mask, row, sequence, length, 0, copies),
                Types = Pad(given.Types, row, sequence, length, 0, copies),
            };
            runner.RunAsIs(padded, copies, length, wanted, (kept, row, copies, length), static (values, at) => at.kept.Add(values, at.row, at.copies, at.length));
        }

        return read(kept.Values, state);
    }

    private static T[] Pad<T>(ReadOnlySpan<T> rows, int row, int width, int to, T with, int copies)
    {
        if (rows.IsEmpty)
            return [];
        var padded = new T[to * copies];
        for (int copy = 0; copy < copies; copy++)
            TokenPadding.Fill(rows.Slice(row * width, width), padded.AsSpan(copy * to, to), with, SequenceSide.Right);
        return padded;
    }

    /// <summary>What counts of each row's results, together.</summary>
    private sealed class Kept(int batch, int sequence)
    {
        private float[]? _tokens, _pooler, _sentence, _logits;

        public RunValues Values => new() { TokenVectors = _tokens, Pooler = _pooler, SentenceEmbedding = _sentence, Logits = _logits };

        public bool Add(scoped RunValues values, int row, int copies, int length)
        {
            Add(values.TokenVectors, ref _tokens, row, copies * length, sequence);
            Add(values.Pooler, ref _pooler, row, copies, 1);
            Add(values.SentenceEmbedding, ref _sentence, row, copies, 1);
            Add(values.Logits, ref _logits, row, copies, 1);
            return true;
        }

        private void Add(ReadOnlySpan<float> values, ref float[]? result, int row, int vectors, int kept)
        {
            if (values.IsEmpty)
                return;
            int size = values.Length / vectors;
            result ??= new float[batch * kept * size];
            values[..(kept * size)].CopyTo(result.AsSpan(row * kept * size));
        }
    }
}
