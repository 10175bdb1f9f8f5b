namespace MLNetBert.Cli.Files;

/// <summary>Outputs that belong together: all are complete before the first gets its name. Disposed of before that, they leave nothing.</summary>
internal sealed class OutputSet : IDisposable
{
    private readonly List<IOutput> _outputs = [];

    /// <summary>Takes over an output that has been begun.</summary>
    public T Add<T>(T output)
        where T : IOutput
    {
        _outputs.Add(output);
        return output;
    }

    /// <summary>Finishes all outputs, then gives all of them their final names.</summary>
    public void Commit()
    {
        _outputs.ForEach(output => output.Finish());
        _outputs.ForEach(output => output.Commit());
    }

    /// <inheritdoc/>
    public void Dispose() => _outputs.ForEach(output => output.Dispose());
}
