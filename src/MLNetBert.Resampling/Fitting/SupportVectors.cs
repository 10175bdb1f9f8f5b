namespace MLNetBert.Resampling.Fitting;

/// <summary>
/// The support vectors of a C-SVC (C = 1) with kernel exp(-gamma d²), gamma = 1 / (columns × variance of all values), one classifier
/// per pair of classes: what scikit-learn's SVC finds by default.
/// </summary>
internal static class SupportVectors
{
    /// <summary>Rows with a coefficient in any of the classifiers, ascending.</summary>
    public static int[] Find(FeatureMatrix features, ClassTable classes, Workers workers)
    {
        double gamma = Gamma(features);
        var support = new SortedSet<int>();
        for (int a = 0; a < classes.Classes.Length; a++)
        {
            for (int b = a + 1; b < classes.Classes.Length; b++)
            {
                int[] first = classes.RowsOf(classes.Classes[a]), second = classes.RowsOf(classes.Classes[b]);
                int[] rows = [.. first, .. second];
                sbyte[] signs = new sbyte[rows.Length];
                Array.Fill(signs, (sbyte)1, 0, first.Length);
                Array.Fill(signs, (sbyte)-1, first.Length, second.Length);
                double[] coefficients = new SequentialMinimalOptimization(new KernelRows(features, rows, gamma, workers), signs).Solve();
                for (int i = 0; i < rows.Length; i++)
                {
                    if (coefficients[i] > 0)
                        support.Add(rows[i]);
                }
            }
        }

        return [.. support];
    }

    private static double Gamma(FeatureMatrix features)
    {
        double count = (double)features.Rows * features.Columns, mean = 0, variance = 0;
        for (int row = 0; row < features.Rows; row++)
        {
            foreach (float value in features.Row(row))
                mean += value / count;
        }

        for (int row = 0; row < features.Rows; row++)
        {
            foreach (float value in features.Row(row))
                variance += (value - mean) * (value - mean) / count;
        }

        return variance == 0 ? 1 : 1 / (features.Columns * variance);
    }
}
