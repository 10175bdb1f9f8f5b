namespace MLNetBert.Cli.Files;

/// <summary>Something being written, in one file or several, which get their names only when all is complete. Disposed of before that, it leaves nothing.</summary>
internal interface IOutput : IDisposable
{
    /// <summary>Its files.</summary>
    IEnumerable<OutputFile> Files { get; }

    /// <summary>Ends the content, so that only the names are left to be given.</summary>
    void Finish();

    /// <summary>Ends the content and gives the files their names, for an output that stands alone.</summary>
    void Complete()
    {
        Finish();
        OutputFile.Commit([.. Files]);
    }
}
