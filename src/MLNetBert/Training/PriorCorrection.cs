namespace MLNetBert.Training;

/// <summary>
/// Probabilities under the shares of the classes in training, turned into those under the shares in the data (Saerens, Latinne and
/// Decaestecker, 2002): each is multiplied by the ratio of its shares, and all are scaled to the sum 1.
/// </summary>
internal sealed class PriorCorrection(IReadOnlyList<double> training, IReadOnlyList<double> data, double temperature)
{
    /// <summary>Below this a probability says no more than that there is nothing.</summary>
    private const double Least = 1e-12;

    private readonly double[] _shift = [.. data.Zip(training, (d, t) => Math.Log(d / data.Sum()) - Math.Log(t / training.Sum()))];

    /// <summary>Corrects the probabilities of one row.</summary>
    public void Apply(ReadOnlySpan<float> scores, Span<float> corrected)
    {
        Span<double> logs = stackalloc double[Math.Min(scores.Length, 256)];
        if (scores.Length > logs.Length)
            logs = new double[scores.Length];
        double greatest = double.NegativeInfinity;
        for (int i = 0; i < scores.Length; i++)
        {
            logs[i] = (Math.Log(Math.Max(scores[i], Least)) / temperature) + _shift[i];
            greatest = Math.Max(greatest, logs[i]);
        }

        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
            sum += logs[i] = Math.Exp(logs[i] - greatest);
        for (int i = 0; i < scores.Length; i++)
            corrected[i] = (float)(logs[i] / sum);
    }
}
