namespace MLNetBert.Cli.Output;

/// <summary>Writes rows of features in one format.</summary>
internal interface IFeatureWriter : IOutput
{
    /// <summary>Writes one row; <paramref name="features"/> holds as many values as the writer was made for, or that many per token.</summary>
    void Write(IRowIdentity row, ReadOnlySpan<float> features);
}
