using System.Diagnostics;
using System.Numerics.Tensors;
using FastBertTokenizer;
using Microsoft.ML.OnnxRuntime;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks.Rivals;

/// <summary>FastBertTokenizer (NuGet) and ONNX Runtime put together by hand: the embedded model's files, padded batches of 32, mean under the mask.</summary>
internal sealed class FastBertOnnx : IRival, IDisposable
{
    private const int Batch = 32, MaxLength = 256, Dimension = 384;

    private readonly BertTokenizer _tokenizer = new();
    private readonly InferenceSession _session;

    public FastBertOnnx()
    {
        string folder = Path.Combine(RepositoryFiles.Root, "models", "all-MiniLM-L6-v2");
        using FileStream file = File.OpenRead(Path.Combine(folder, "tokenizer.json"));
        _tokenizer.LoadTokenizerJson(file);
        _session = new InferenceSession(Path.Combine(folder, "model.onnx"));
    }

    public string Name => "FastBertTokenizer and ONNX Runtime, batches of 32";

    public (float[][] Vectors, double Seconds) Run(string[] texts)
    {
        Encode([.. texts.Take(Batch)]);
        long start = Stopwatch.GetTimestamp();
        float[][] vectors = [.. texts.Chunk(Batch).SelectMany(Encode)];
        return (vectors, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public void Dispose() => _session.Dispose();

    private float[][] Encode(string[] texts)
    {
        // It hands out its own buffers, which the next call fills anew.
        long[][] rows = Array.ConvertAll(texts, text => _tokenizer.Encode(text, MaxLength).InputIds.ToArray());
        int length = rows.Max(row => row.Length);
        long[] ids = new long[rows.Length * length], mask = new long[ids.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(ids, i * length);
            mask.AsSpan(i * length, rows[i].Length).Fill(1);
        }

        long[] shape = [rows.Length, length];
        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var typeValue = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(
            options, ["input_ids", "attention_mask", "token_type_ids"], [idValue, maskValue, typeValue], ["last_hidden_state"]);
        ReadOnlySpan<float> tokens = outputs[0].GetTensorDataAsSpan<float>();
        float[][] vectors = new float[rows.Length][];
        for (int i = 0; i < rows.Length; i++)
            vectors[i] = Mean(tokens.Slice(i * length * Dimension, rows[i].Length * Dimension));

        return vectors;
    }

    private static float[] Mean(ReadOnlySpan<float> tokens)
    {
        float[] sum = new float[Dimension];
        for (int at = 0; at < tokens.Length; at += Dimension)
            TensorPrimitives.Add(sum, tokens.Slice(at, Dimension), sum);

        TensorPrimitives.Divide(sum, TensorPrimitives.Norm(sum), sum);
        return sum;
    }
}
