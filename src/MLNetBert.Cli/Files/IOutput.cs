namespace MLNetBert.Cli.Files;

/// <summary>What is being written, and has its name only once it is whole. Disposed before that it leaves nothing.</summary>
internal interface IOutput : IDisposable
{
    /// <summary>Ends the content, so that only <see cref="Commit"/> is left to do.</summary>
    void Finish();

    /// <summary>Gives what is finished its name.</summary>
    void Commit();

    /// <summary>Both, for an output that stands alone.</summary>
    void Complete()
    {
        Finish();
        Commit();
    }
}
