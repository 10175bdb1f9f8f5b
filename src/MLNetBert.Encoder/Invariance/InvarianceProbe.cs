namespace MLNetBert.Encoder.Invariance;

/// <summary>
/// Runs a few rows alone and side by side, without padding, and compares the bits. A difference here would make a text's features
/// depend on its neighbours.
/// </summary>
internal static class InvarianceProbe
{
    private static readonly (int Rows, int Tokens)[] Batches = [(3, 6), (2, 20)];

    /// <summary>The outputs whose bits changed.</summary>
    public static BertModelOutputs Moving(Func<int[], int, int, BertOutput> run, int vocabularySize, int longest)
    {
        BertModelOutputs moving = BertModelOutputs.None;
        foreach ((int rows, int most) in Batches)
        {
            int tokens = Math.Min(most, longest);
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
