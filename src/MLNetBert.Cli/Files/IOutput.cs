namespace MLNetBert.Cli.Files;

/// <summary>Something being written, which gets its name only when it is complete. Disposed of before that, it leaves nothing.</summary>
internal interface IOutput : IDisposable
{
    /// <summary>Ends the content, so that only <see cref="Commit"/> is left to do.</summary>
    void Finish();

    /// <summary>Gives what is finished its final name.</summary>
    void Commit();

    /// <summary>Both, for an output that stands alone.</summary>
    void Complete()
    {
        Finish();
        Commit();
    }
}
