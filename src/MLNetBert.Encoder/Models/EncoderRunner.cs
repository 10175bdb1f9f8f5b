namespace MLNetBert.Encoder.Models;

/// <summary>Runs a session, and looks up word embeddings if that was cut out of its graph. Owns the session. Thread-safe.</summary>
internal sealed class EncoderRunner(ModelSource source, OpenGraph graph) : IDisposable
{
    private readonly SessionRunner _runner = new(graph.Session, graph.Inputs, graph.Outputs, source.PadTokenId, source.Folder.ModelFile);

    /// <summary>Runs rows whose shapes were checked.</summary>
    public TResult Run<TState, TResult>(in RunInputs given, int batch, int sequence, BertModelOutputs outputs, TState state, RunReader<TState, TResult> read)
        where TState : allows ref struct => _runner.Run(LookUp(given), batch, sequence, outputs, state, read);

    public void Dispose() => _runner.Dispose();

    /// <summary>What a graph without its look-up takes instead of ids.</summary>
    private RunInputs LookUp(in RunInputs given)
    {
        if (!graph.LooksUp || !given.Embeddings.IsEmpty)
            return given;
        return new RunInputs { Ids = given.Ids, Embeddings = source.LookUp(given.Ids), Mask = given.Mask, Types = given.Types };
    }
}
