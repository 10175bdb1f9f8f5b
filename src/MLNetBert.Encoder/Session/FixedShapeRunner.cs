namespace MLNetBert.Encoder.Session;

/// <summary>
/// Runs a graph whose inputs have fixed sizes: rows are padded under the mask to the fixed length, and a fixed number of rows
/// is filled with copies of the one row, so that it never has other neighbours.
/// </summary>
internal static class FixedShapeRunner
{
    public static BertOutput Run(SessionRunner runner, ModelInputs inputs, int padTokenId, in RunInputs given, int batch, int sequence, BertModelOutputs wanted)
    {
        int length = inputs.FixedSequence ?? sequence;
        float[]?[] results = new float[]?[3];
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
            using BertOutput output = runner.RunAsIs(padded, copies, length, wanted);
            Keep(output.TokenVectors, ref results[0], row, batch, copies * length, sequence);
            Keep(output.Pooler, ref results[1], row, batch, copies, 1);
            Keep(output.SentenceEmbedding, ref results[2], row, batch, copies, 1);
        }

        return new BertOutput(batch, sequence, new(null, results[0]), new(null, results[1]), new(null, results[2]), owner: null);
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

    private static void Keep(ReadOnlySpan<float> values, ref float[]? result, int row, int batch, int vectors, int kept)
    {
        if (values.IsEmpty)
            return;
        int size = values.Length / vectors;
        result ??= new float[batch * kept * size];
        values[..(kept * size)].CopyTo(result.AsSpan(row * kept * size));
    }
}
