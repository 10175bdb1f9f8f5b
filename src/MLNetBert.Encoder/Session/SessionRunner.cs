using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNetBert.Encoder.Invariance;

namespace MLNetBert.Encoder.Session;

/// <summary>Hands a batch to the session in the types that the graph takes, and checks the shapes of what comes back.</summary>
internal sealed class SessionRunner(InferenceSession session, ModelInputs inputs, ModelOutputs outputs, string file) : IDisposable
{
    private readonly RunOptions _options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly string[] _inputNames = [.. inputs.All.Select(port => port.Name)];

    /// <summary>Runs once; ids or embeddings, whichever the graph takes, and every other input must be there in full.</summary>
    public BertOutput Run(in RunInputs given, int batch, int sequence, BertModelOutputs wanted)
    {
        List<OrtValue> values = new(_inputNames.Length);
        TensorPort[] ports = [.. InvarianceProbe.Kinds.Where(kind => wanted.HasFlag(kind)).Select(kind => outputs.Of(kind)!)];
        IDisposableReadOnlyCollection<OrtValue> results;
        try
        {
            foreach (TensorPort port in inputs.All)
                values.Add(ToValue(port, given, batch, sequence));
            results = session.Run(_options, _inputNames, values, [.. ports.Select(port => port.Name)]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BadInputException($"{file}: a run of {batch} x {sequence} tokens failed: {RuntimeMessage.Reason(e.Message)}; export the model again, and try it with ONNX Runtime alone.", e);
        }
        finally
        {
            values.ForEach(value => value.Dispose());
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
        _options.Dispose();
        session.Dispose();
    }

    private OrtValue ToValue(TensorPort port, in RunInputs given, int batch, int sequence)
    {
        if (port == inputs.Embeddings)
        {
            long[] shape = [batch, sequence, given.Embeddings.Length / (batch * sequence)];
            return port.Type == TensorElementType.Float16
                ? Value(MemoryMarshal.Cast<Half, Float16>(ToHalf(given.Embeddings)).ToArray(), shape)
                : Value(given.Embeddings.ToArray(), shape);
        }

        ReadOnlySpan<int> numbers = port == inputs.Ids ? given.Ids : port == inputs.Mask ? given.Mask : given.Types;
        if (port.Type == TensorElementType.Int32)
            return Value(numbers.ToArray(), [batch, sequence]);
        long[] wide = new long[numbers.Length];
        TensorPrimitives.ConvertTruncating(numbers, wide);
        return Value(wide, [batch, sequence]);
    }

    private static OrtValue Value<T>(T[] data, long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(), shape);

    private static Half[] ToHalf(ReadOnlySpan<float> values)
    {
        var half = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, half);
        return half;
    }

    private BertOutput.Tensor ToTensor(OrtValue value, TensorPort port, BertModelOutputs kind, int batch, int sequence)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        long[] shape = info.Shape;
        bool fits = kind == BertModelOutputs.TokenVectors
            ? shape.Length == 3 && shape[0] == batch && shape[1] == sequence
            : shape.Length == 2 && shape[0] == batch;
        if (!fits)
            throw new BadInputException($"{file}: its output {port.Name} came in the shape [{string.Join(", ", shape)}] for {batch} rows of {sequence} tokens; [{batch}{(kind == BertModelOutputs.TokenVectors ? $", {sequence}" : "")}, hidden] is expected; export the encoder alone.");
        if (info.ElementDataType == TensorElementType.Float)
            return new(value, null);
        if (info.ElementDataType != TensorElementType.Float16)
            throw new BadInputException($"{file}: its output {port.Name} came as {info.ElementDataType}; float or float16 is expected; export it so.");
        float[] copy = new float[info.ElementCount];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>()), copy);
        return new(null, copy);
    }
}

/// <summary>The inputs of a run, row after row; those that the graph does not take may be empty.</summary>
internal readonly ref struct RunInputs
{
    public ReadOnlySpan<int> Ids { get; init; }

    public ReadOnlySpan<float> Embeddings { get; init; }

    public ReadOnlySpan<int> Mask { get; init; }

    public ReadOnlySpan<int> Types { get; init; }
}
