namespace MLNetBert.Encoder.Session;

/// <summary>
/// Hands a batch to the session in the shape and the types that the graph takes, and checks the shapes of what comes back. Owns the
/// session. Thread-safe.
/// </summary>
internal sealed class SessionRunner(InferenceSession session, ModelInputs inputs, ModelOutputs outputs, int padTokenId, string file) : IDisposable
{
    private readonly RunOptions _options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly string[] _inputNames = [.. inputs.All.Select(port => port.Name)];
    private volatile bool _disposed;

    /// <summary>Runs a batch; rows are padded if the graph's shape is fixed.</summary>
    public BertOutput Run(in RunInputs given, int batch, int sequence, BertModelOutputs wanted) =>
        (inputs.FixedBatch ?? batch) == batch && (inputs.FixedSequence ?? sequence) == sequence
            ? RunAsIs(given, batch, sequence, wanted)
            : FixedShapeRunner.Run(this, inputs, padTokenId, given, batch, sequence, wanted);

    /// <summary>Runs once, in exactly this shape; ids or embeddings must be there, whichever the graph takes.</summary>
    public BertOutput RunAsIs(in RunInputs given, int batch, int sequence, BertModelOutputs wanted)
    {
        ObjectDisposedException.ThrowIf(_disposed, this); // The runtime would take the process down.
        TensorPort[] ports = [.. OutputKinds.All.Where(kind => wanted.HasFlag(kind)).Select(kind => outputs.Of(kind)!)];
        using RunBuffers buffers = new(batch, sequence);
        IDisposableReadOnlyCollection<OrtValue> results;
        try
        {
            foreach (TensorPort port in inputs.All)
            {
                if (port == inputs.Embeddings)
                    buffers.Add(given.Embeddings, port.Type);
                else
                    buffers.Add(port == inputs.Ids ? given.Ids : port == inputs.Mask ? given.Mask : given.Types, port.Type, ones: port == inputs.Mask);
            }

            results = session.Run(_options, _inputNames, buffers.Values, [.. ports.Select(port => port.Name)]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BadInputException($"{file}: a run of {batch} x {sequence} tokens failed: {RuntimeMessage.Reason(e.Message)}; export the model again, and try it with ONNX Runtime alone.", e) { Code = "model.run", File = file };
        }

        try
        {
            BertOutput.Tensor Tensor(BertModelOutputs kind) =>
                wanted.HasFlag(kind) ? ToTensor(results[Array.IndexOf(ports, outputs.Of(kind))], outputs.Of(kind)!, kind, batch, sequence) : default;
            return new BertOutput(batch, sequence, Tensor(BertModelOutputs.TokenVectors), Tensor(BertModelOutputs.Pooler), Tensor(BertModelOutputs.SentenceEmbedding), results);
        }
        catch
        {
            results.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _options.Dispose();
        session.Dispose();
    }

    private BertOutput.Tensor ToTensor(OrtValue value, TensorPort port, BertModelOutputs kind, int batch, int sequence)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        long[] shape = info.Shape;
        bool fits = kind == BertModelOutputs.TokenVectors
            ? shape.Length == 3 && shape[0] == batch && shape[1] == sequence
            : shape.Length == 2 && shape[0] == batch;
        if (!fits)
            throw new BadInputException($"{file}: its output {port.Name} came in the shape [{string.Join(", ", shape)}] for {batch} rows of {sequence} tokens; [{batch}{(kind == BertModelOutputs.TokenVectors ? $", {sequence}" : "")}, hidden] is expected; export the encoder alone.") { Code = "model.outputs", File = file, Key = port.Name };
        if (info.ElementDataType == TensorElementType.Float)
            return new(value, null);
        if (info.ElementDataType != TensorElementType.Float16)
            throw new BadInputException($"{file}: its output {port.Name} came as {info.ElementDataType}; float or float16 is expected; export it so.") { Code = "model.outputs", File = file, Key = port.Name };
        float[] copy = new float[info.ElementCount];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>()), copy);
        return new(null, copy);
    }
}
