namespace MLNetBert.Resampling.Numerics;

/// <summary>
/// NumPy's pairwise sum of float64 numbers. Shares that fall exactly between two whole numbers are rounded as in NumPy only if the
/// total has the same bits.
/// </summary>
internal static class NumpySum
{
    public static double Of(ReadOnlySpan<double> values)
    {
        if (values.Length < 8)
        {
            double sum = 0;
            foreach (double value in values)
                sum += value;

            return sum;
        }

        if (values.Length <= 128)
        {
            Span<double> lanes = stackalloc double[8];
            values[..8].CopyTo(lanes);
            int i = 8;
            for (; i < values.Length - (values.Length % 8); i += 8)
            {
                for (int lane = 0; lane < 8; lane++)
                    lanes[lane] += values[i + lane];
            }

            double sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
            for (; i < values.Length; i++)
                sum += values[i];

            return sum;
        }

        int half = values.Length / 2;
        half -= half % 8;
        return Of(values[..half]) + Of(values[half..]);
    }
}
