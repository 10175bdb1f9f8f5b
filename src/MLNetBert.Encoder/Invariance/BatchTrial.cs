namespace MLNetBert.Encoder.Invariance;

/// <summary>
/// Finds out how a provider other than the CPU may run batches. Its kernels differ with the shape of a run, so that a text in a larger batch usually gets other
/// bits. What is left then are batches of one shape for each length: the same kernels run, whatever stands in the other rows.
/// </summary>
internal static class BatchTrial
{
    /// <summary>A batch that is never full costs as much as a full one, so these are smaller.</summary>
    private const int TokensWhenFilled = 4_096;

    private static readonly int[] Lengths = [15, 100];

    /// <summary>Runs rows of ids under a mask.</summary>
    public delegate BertOutput Runner(int[] ids, int[] mask, int rows, int length);

    /// <summary>Tries out how batches keep bits, the fastest way first.</summary>
    /// <param name="run">Runs the model.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="canPad">Whether the model takes a mask.</param>
    /// <param name="longest">How many tokens a row may have.</param>
    /// <param name="vocabularySize">Ids are below this.</param>
    /// <param name="outputs">What is compared.</param>
    /// <returns>The way, and by how much the values of a text differ in it, alone and in company.</returns>
    public static (BatchLimits Limits, double Difference) Choose(Runner run, ProviderKind provider, bool canPad, int longest, int vocabularySize, BertModelOutputs outputs)
    {
        BatchLimits equal = new(provider.TokensPerBatch, int.MaxValue);
        BatchLimits filled = equal with { TokensPerBatch = Math.Min(TokensWhenFilled, provider.TokensPerBatch), Pads = true, Fills = true, Longest = longest };
        double Try(BatchLimits limits) => Lengths.Max(length => Difference(run, limits, Math.Min(length, longest), vocabularySize, outputs));
        double difference = 0;
        if (!(provider.CompilesShapes && canPad) && (difference = Try(equal)) == 0)
            return (equal, 0);
        if (!canPad)
            return (equal, difference);
        if ((difference = Try(filled)) == 0 || provider.CompilesShapes)
            return (filled, difference);
        BatchLimits padded = equal with { Pads = true, Longest = longest };
        return (padded, Try(padded));
    }

    /// <summary>The greatest difference of a value between a text alone and in a full batch, in the first, a middle and the last row; infinite if bits differ otherwise.</summary>
    private static double Difference(Runner run, BatchLimits limits, int longest, int vocabularySize, BertModelOutputs outputs)
    {
        int length = limits.RowLength(longest), most = limits.MostTogether(length);
        int[] lengths = [.. Enumerable.Range(0, most).Select(row => limits.Pads ? Math.Max(1, longest - (row % 5)) : longest)];
        (int[] ids, int[] mask) = Rows(lengths, length, row => row, vocabularySize);
        BertOutput together = run(ids, mask, most, length);
        double greatest = 0;
        foreach (int row in (int[])[0, most / 2, most - 1])
        {
            int rows = limits.Rows(1, length);
            (ids, mask) = Rows([.. Enumerable.Repeat(lengths[row], rows)], length, _ => row, vocabularySize);
            BertOutput alone = run(ids, mask, rows, length);
            foreach (BertModelOutputs output in OutputKinds.All.Where(kind => outputs.HasFlag(kind)))
            {
                int size = alone.Of(output).Length / rows, counted = output == BertModelOutputs.TokenVectors ? size / length * lengths[row] : size;
                greatest = Math.Max(greatest, Difference(together.Of(output).Slice(row * size, counted), alone.Of(output)[..counted]));
            }
        }

        return greatest;
    }

    private static double Difference(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var difference = VectorDifference.Between(left, right);
        return difference.SameBits ? 0 : difference.Greatest > 0 ? difference.Greatest : double.PositiveInfinity;
    }

    /// <summary>Rows of ids that are spread over the table and differ by what is numbered, padded with zeros.</summary>
    private static (int[] Ids, int[] Mask) Rows(int[] lengths, int length, Func<int, int> number, int vocabularySize)
    {
        int[] ids = new int[lengths.Length * length], mask = new int[ids.Length];
        for (int row = 0; row < lengths.Length; row++)
        {
            for (int i = 0; i < lengths[row]; i++)
            {
                ids[(row * length) + i] = (int)(((number(row) * 131L) + i + 1) * 7919L % vocabularySize);
                mask[(row * length) + i] = 1;
            }
        }

        return (ids, mask);
    }
}
