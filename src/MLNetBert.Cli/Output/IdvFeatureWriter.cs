namespace MLNetBert.Cli.Output;

/// <summary>.idv for ML.NET's LoadFromBinary: the columns Id, a text, and Features, a vector of known size.</summary>
internal sealed class IdvFeatureWriter(string path, int dimension) : IFeatureWriter
{
    private readonly IdvFile _file = new(path, dimension, "Id");

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => _file.Files;

    /// <inheritdoc/>
    public void Write(IRowIdentity row, ReadOnlySpan<float> features) => _file.Write(features, row.Id);

    /// <inheritdoc/>
    public void Finish() => _file.Finish();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
