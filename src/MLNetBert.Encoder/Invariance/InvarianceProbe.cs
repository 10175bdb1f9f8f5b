namespace MLNetBert.Encoder.Invariance;

/// <summary>
/// Runs a few rows alone and side by side, without padding, and compares the bits. A difference here would make a text's features
/// depend on its neighbours.
/// </summary>
internal static class InvarianceProbe
{
    /// <summary>The outputs whose bits changed.</summary>
    /// <param name="run">Runs rows of ids; two threads call it, since a program waits for this when it starts.</param>
    /// <param name="vocabularySize">Ids are below it.</param>
    /// <param name="longest">The most tokens to run.</param>
    public static BertModelOutputs Moving(Func<int[], int, int, BertOutput> run, int vocabularySize, int longest)
    {
        Task<BertModelOutputs> beside = Task.Run(() => Moving(run, rows: 3, Math.Min(6, longest), vocabularySize));
        try
        {
            return Moving(run, rows: 2, Math.Min(20, longest), vocabularySize) | beside.GetAwaiter().GetResult();
        }
        finally
        {
            // The caller may close the session.
            ((IAsyncResult)beside).AsyncWaitHandle.WaitOne();
        }
    }

    private static BertModelOutputs Moving(Func<int[], int, int, BertOutput> run, int rows, int tokens, int vocabularySize)
    {
        BertModelOutputs moving = BertModelOutputs.None;
        int[] ids = Ids(rows * tokens, vocabularySize);
        BertOutput together = run(ids, rows, tokens);
        for (int row = 0; row < rows; row++)
        {
            BertOutput alone = run(ids[(row * tokens)..((row + 1) * tokens)], 1, tokens);
            foreach (BertModelOutputs output in OutputKinds.All)
            {
                if (!SameBits(together.Of(output), alone.Of(output), row))
                    moving |= output;
            }
        }

        return moving;
    }

    private static bool SameBits(ReadOnlySpan<float> together, ReadOnlySpan<float> alone, int row) =>
        MemoryMarshal.AsBytes(together.Slice(row * alone.Length, alone.Length))
            .SequenceEqual(MemoryMarshal.AsBytes(alone));

    /// <summary>Ids spread over the table, and different in each row.</summary>
    private static int[] Ids(int count, int vocabularySize) =>
        [.. Enumerable.Range(1, count).Select(i => (int)(i * 7919L % vocabularySize))];
}
