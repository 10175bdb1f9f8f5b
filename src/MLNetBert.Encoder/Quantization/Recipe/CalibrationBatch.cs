namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>Calibration texts of one token length, which run together.</summary>
/// <param name="Ids">Their ids, [texts, length].</param>
/// <param name="Texts">How many there are.</param>
/// <param name="Length">Their length in tokens.</param>
/// <param name="Weight">How much each of their tokens counts; the mean over all tokens is 1.</param>
internal sealed record CalibrationBatch(int[] Ids, int Texts, int Length, double Weight)
{
    private const int MostTokens = 512;

    /// <summary>The tokens of a text together count as much as its length to the power of 1 - this: long texts more than short ones, but not by their full length.</summary>
    private const double LengthExponent = 0.75;

    /// <summary>The number of tokens.</summary>
    public int Tokens => Texts * Length;

    public static ImmutableArray<CalibrationBatch> Make(IEnumerable<int[]> texts)
    {
        List<int[]> all = [.. texts.Where(ids => ids.Length > 0)];
        double tokens = all.Sum(ids => ids.Length), total = all.Sum(ids => WeightOf(ids.Length) * ids.Length);
        return [.. all.GroupBy(ids => ids.Length).OrderBy(group => group.Key).SelectMany(group => group
            .Chunk(Math.Max(1, MostTokens / group.Key))
            .Select(batch => new CalibrationBatch([.. batch.SelectMany(ids => ids)], batch.Length, group.Key, WeightOf(group.Key) * tokens / total)))];
    }

    /// <summary>The means over each text's tokens of values that the batch has, [texts * length, channels].</summary>
    public float[] Means(ReadOnlySpan<float> values)
    {
        int channels = values.Length / Tokens;
        float[] means = new float[Texts * channels];
        for (int row = 0; row < Tokens; row++)
        {
            Span<float> mean = means.AsSpan(row / Length * channels, channels);
            TensorPrimitives.MultiplyAdd(values.Slice(row * channels, channels), 1f / Length, mean, mean);
        }

        return means;
    }

    private static double WeightOf(int length) => Math.Pow(length, -LengthExponent);
}
