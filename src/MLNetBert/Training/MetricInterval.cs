namespace MLNetBert;

/// <summary>A measured value with its 95 % interval, by the bootstrap over texts.</summary>
/// <param name="Value">The value.</param>
/// <param name="Low">The 2.5th percentile.</param>
/// <param name="High">The 97.5th percentile.</param>
public readonly record struct MetricInterval(double Value, double Low, double High)
{
    /// <summary>Such as <c>0.781 (0.752 to 0.807)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.000} ({Low:0.000} to {High:0.000})");

    internal MetricInterval Shown(string metric) => Training.TrainingMetric.Shown(metric, 1) > 0 ? this : new(-Value, -High, -Low);
}
