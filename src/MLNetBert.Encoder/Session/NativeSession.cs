namespace MLNetBert.Encoder.Session;

/// <summary>
/// An open session of ONNX Runtime, counted like a file's handle: a run holds it, and the last one out closes it, whoever disposes of it meanwhile. If nobody
/// does, the garbage collector closes it. The runtime itself takes the process down when a closed session is run, so nothing else has one. Thread-safe.
/// </summary>
internal sealed class NativeSession : SafeHandle
{
    private readonly InferenceSession _session;
    private readonly Type _owner;
    private readonly object? _turn;
    private long _weights;

    // A failure is thrown, and need not be logged as well.
    private readonly RunOptions _options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    /// <param name="session">The session; only this handle closes it.</param>
    /// <param name="owner">The public type whose session it is, for the exception once it is closed.</param>
    /// <param name="provider">What runs it.</param>
    public NativeSession(InferenceSession session, Type owner, ExecutionProvider provider)
        : base(0, ownsHandle: true)
    {
        (_session, _owner, Provider) = (session, owner, provider);
        _turn = provider.Kind.RunsOneAtATime ? new object() : null;
        GC.SuppressFinalize(session);
        SetHandle(1);
    }

    public override bool IsInvalid => false;

    /// <summary>What runs it.</summary>
    public ExecutionProvider Provider { get; }

    public IReadOnlyList<string> OutputNames => _session.OutputNames;

    public TensorPort[] Inputs(string file) => TensorPort.All(_session.InputMetadata, _session.InputNames, file);

    public TensorPort[] Outputs(string file) => TensorPort.All(_session.OutputMetadata, _session.OutputNames, file);

    /// <summary>Tells the garbage collector how many bytes of weights the session keeps, for it sees none of them and would let many forgotten sessions pile up.</summary>
    public void Weigh(long weights)
    {
        if (weights > 0 && Interlocked.CompareExchange(ref _weights, weights, 0) == 0)
            GC.AddMemoryPressure(weights);
    }

    /// <summary>Runs once. The session stays open as long as the results do.</summary>
    /// <exception cref="ObjectDisposedException">The session was closed; the exception names its owner.</exception>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    public NativeResults Run(IReadOnlyCollection<string> inputs, IReadOnlyCollection<OrtValue> values, IReadOnlyCollection<string> outputs)
    {
        Hold();
        try
        {
            if (_turn == null)
                return new NativeResults(this, _session.Run(_options, inputs, values, outputs));
            lock (_turn)
                return new NativeResults(this, _session.Run(_options, inputs, values, outputs));
        }
        catch
        {
            DangerousRelease();
            throw;
        }
    }

    protected override bool ReleaseHandle()
    {
        _options.Dispose();
        _session.Dispose();
        if (_weights > 0)
            GC.RemoveMemoryPressure(_weights);
        return true;
    }

    private void Hold()
    {
        try
        {
            bool held = false;
            DangerousAddRef(ref held);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(_owner.FullName);
        }
    }
}
