namespace MLNetBert.Cli.Files;

/// <summary>Outputs that belong together: all are complete before the first gets its name. Disposed of before that, they leave nothing.</summary>
internal sealed class OutputSet : IOutput
{
    private readonly List<IOutput> _outputs = [];

    /// <inheritdoc/>
    public IEnumerable<OutputFile> Files => _outputs.SelectMany(output => output.Files);

    /// <summary>Takes over an output that has been begun.</summary>
    public T Add<T>(T output)
        where T : IOutput
    {
        _outputs.Add(output);
        return output;
    }

    /// <inheritdoc/>
    public void Finish() => _outputs.ForEach(output => output.Finish());

    /// <summary>Finishes all outputs, then gives all of them their final names.</summary>
    public void Commit() => ((IOutput)this).Complete();

    /// <inheritdoc/>
    public void Dispose() => _outputs.ForEach(output => output.Dispose());
}
