namespace MLNetBert.Cli.Output;

/// <summary>Writes rows of features in one format.</summary>
internal interface IFeatureWriter : IOutput
{
    /// <summary>Rejects a row whose id cannot be written.</summary>
    void Check(IRowIdentity row)
    {
    }

    /// <summary>Checks and writes one row; <paramref name="features"/> holds as many values as the writer was made for, or that many per token.</summary>
    void Write(IRowIdentity row, ReadOnlySpan<float> features);
}
