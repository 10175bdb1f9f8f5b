namespace MLNetBert.Encoder.Session;

/// <summary>
/// Hands a batch to the session in the shape and the types that the graph takes, and checks the shapes of what comes back. Owns the
/// session. Thread-safe.
/// </summary>
internal sealed class SessionRunner(NativeSession session, ModelInputs inputs, ModelOutputs outputs, int padTokenId, string file) : IDisposable
{
    private readonly string[] _inputNames = [.. inputs.All.Select(port => port.Name)];

    /// <summary>Runs a batch, and has the results read; rows are padded if the graph's shape is fixed.</summary>
    public TResult Run<TState, TResult>(in RunInputs given, int batch, int sequence, BertModelOutputs wanted, TState state, RunReader<TState, TResult> read)
        where TState : allows ref struct =>
        (inputs.FixedBatch ?? batch) == batch && (inputs.FixedSequence ?? sequence) == sequence
            ? RunAsIs(given, batch, sequence, wanted, state, read)
            : FixedShapeRunner.Run(this, inputs, padTokenId, given, batch, sequence, wanted, state, read);

    /// <summary>Runs once, in exactly this shape; ids or embeddings must be there, whichever the graph takes.</summary>
    public TResult RunAsIs<TState, TResult>(in RunInputs given, int batch, int sequence, BertModelOutputs wanted, TState state, RunReader<TState, TResult> read)
        where TState : allows ref struct
    {
        TensorPort[] ports = [.. OutputKinds.All.Where(kind => wanted.HasFlag(kind)).Select(kind => outputs.Of(kind)!)];
        using NativeResults results = RunNative(given, batch, sequence, ports);
        return read(new RunValues
        {
            TokenVectors = Values(results, ports, BertModelOutputs.TokenVectors, batch, sequence),
            Pooler = Values(results, ports, BertModelOutputs.Pooler, batch, sequence),
            SentenceEmbedding = Values(results, ports, BertModelOutputs.SentenceEmbedding, batch, sequence),
            Logits = Values(results, ports, BertModelOutputs.Logits, batch, sequence),
        }, state);
    }

    public void Dispose() => session.Dispose();

    private NativeResults RunNative(in RunInputs given, int batch, int sequence, TensorPort[] ports)
    {
        using RunBuffers buffers = new(batch, sequence);
        try
        {
            foreach (TensorPort port in inputs.All)
            {
                if (port == inputs.Embeddings)
                    buffers.Add(given.Embeddings, port.Type);
                else
                    buffers.Add(port == inputs.Ids ? given.Ids : port == inputs.Mask ? given.Mask : given.Types, port.Type, ones: port == inputs.Mask);
            }

            return session.Run(_inputNames, buffers.Values, [.. ports.Select(port => port.Name)]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BadInputException($"{file}: a run of {batch} x {sequence} tokens failed: {RuntimeMessage.Reason(e.Message)}; {(session.Provider.IsCpu ? "export the model again, and try it with ONNX Runtime alone" : $"try it with the execution provider cpu, or with other options of {session.Provider.Name}")}.", e) { Code = "model.run", File = file };
        }
    }

    private ReadOnlySpan<float> Values(in NativeResults results, TensorPort[] ports, BertModelOutputs kind, int batch, int sequence)
    {
        int index = Array.IndexOf(ports, outputs.Of(kind));
        if (index < 0)
            return default;
        (TensorPort port, OrtValue value) = (ports[index], results[index]);
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        long[] shape = info.Shape;
        bool fits = kind == BertModelOutputs.TokenVectors
            ? shape.Length == 3 && shape[0] == batch && shape[1] == sequence
            : shape.Length == 2 && shape[0] == batch;
        if (!fits)
            throw new BadInputException($"{file}: its output {port.Name} came in the shape [{string.Join(", ", shape.Select(size => $"{size}"))}] for {batch} rows of {sequence} tokens; [{batch}{(kind == BertModelOutputs.TokenVectors ? $", {sequence}" : "")}, {(kind == BertModelOutputs.Logits ? "labels] is expected; export it for sequence classification" : "hidden] is expected; export the encoder alone")}.") { Code = "model.outputs", File = file, Key = port.Name };
        if (info.ElementDataType == TensorElementType.Float)
            return value.GetTensorDataAsSpan<float>();
        if (info.ElementDataType != TensorElementType.Float16)
            throw new BadInputException($"{file}: its output {port.Name} came as {info.ElementDataType}; float or float16 is expected; export it so.") { Code = "model.outputs", File = file, Key = port.Name };
        float[] copy = new float[info.ElementCount];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>()), copy);
        return copy;
    }
}
