using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// The calibration texts on their way through a graph: any of its values for all of them. Values that were asked for are kept for a while, so that a later
/// value is computed from them and not from the beginning. The graph may change behind the values that were asked for.
/// </summary>
internal sealed class CalibrationStream(GraphModel model, ModelInputs inputs, ImmutableArray<CalibrationBatch> batches, CancellationToken cancellation)
{
    private readonly Dictionary<string, StreamValue[]> _kept = new(StringComparer.Ordinal);

    public GraphModel Model { get; } = model;

    public ImmutableArray<CalibrationBatch> Batches { get; } = batches;

    /// <summary>A value of each batch, its rows one after another.</summary>
    public StreamValue[] Get(string value)
    {
        Load([value]);
        return _kept[value];
    }

    /// <summary>Computes values together, so that none needs a run of its own.</summary>
    public void Load(IEnumerable<string> values)
    {
        string[] missing = [.. values.Where(value => !_kept.ContainsKey(value)).Distinct()];
        if (missing.Length == 0)
            return;
        (byte[] file, string[] names) = GraphFile.WritePart(Model, missing, _kept.Keys.ToHashSet());
        using NativeSession session = SessionFactory.Open(Model.Path, file, typeof(BertModel), cancellation: cancellation);
        Dictionary<string, StreamValue[]> results = missing.ToDictionary(value => value, _ => new StreamValue[Batches.Length]);
        try
        {
            Parallel.For(0, Batches.Length, new ParallelOptions { CancellationToken = cancellation }, i => Run(session, names, missing, i, results));
        }
        catch (AggregateException e) when (e.InnerException is OnnxRuntimeException inner)
        {
            throw new BadInputException($"{Model.Path}: it cannot be run part by part: {RuntimeMessage.Reason(inner.Message)}; export the encoder alone, in float32.", inner) { Code = "model.run", File = Model.Path };
        }

        foreach ((string value, StreamValue[] tensors) in results)
            _kept[value] = tensors;
    }

    /// <summary>Lets all values go but some.</summary>
    public void KeepOnly(IEnumerable<string> values)
    {
        foreach (string other in _kept.Keys.Except(values).ToList())
            _kept.Remove(other);
    }

    private void Run(NativeSession session, string[] names, string[] outputs, int number, Dictionary<string, StreamValue[]> results)
    {
        CalibrationBatch batch = Batches[number];
        using RunBuffers buffers = new(batch.Texts, batch.Length);
        foreach (string name in names)
        {
            if (inputs.All.FirstOrDefault(port => port.Name == name) is { } port)
                buffers.Add(port == inputs.Ids ? batch.Ids.AsSpan() : default, port.Type, ones: port == inputs.Mask);
            else
                buffers.Values.Add(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _kept[name][number].Values.AsMemory(), _kept[name][number].Shape));
        }

        using NativeResults values = session.Run(names, buffers.Values, outputs);
        for (int i = 0; i < outputs.Length; i++)
            results[outputs[i]][number] = new(values[i].GetTensorDataAsSpan<float>().ToArray(), values[i].GetTensorTypeAndShape().Shape);
    }
}

/// <summary>A value of a batch.</summary>
internal sealed record StreamValue(float[] Values, long[] Shape);
