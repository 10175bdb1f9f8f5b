using System.Security.Cryptography;
using MLNetBert.Encoder.Quantization.Graphs;
using MLNetBert.Encoder.Quantization.Recipe;

namespace MLNetBert.Encoder.Quantization;

/// <summary>Quantizes one graph with calibration texts that are ids already.</summary>
internal sealed class QuantizerRun(QuantizableModel model, IReadOnlyList<int[]> texts, bool reduceRange, IProgress<double>? progress, CancellationToken cancellation)
{
    private const int GreatestCode = 127;

    /// <summary>Two products of 255 and this still fit into 16 bits.</summary>
    private const int GreatestReducedCode = 64;

    /// <summary>The bytes of the quantized file, and what it says about itself.</summary>
    public (byte[] File, BertQuantization Quantization) Run()
    {
        ImmutableArray<CalibrationBatch> batches = CalibrationBatch.Make(texts);
        CalibrationStream floats = Stream(model.Graph.Copy(), batches), quantized = Stream(model.Graph.Copy(), batches);
        if (model.Words != null)
            quantized.Model.Add(model.Words.Dequantized());
        GroupRecipe recipe = new(floats, quantized, reduceRange ? GreatestReducedCode : GreatestCode);
        for (int i = 0; i < model.Groups.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            recipe.Quantize(model.Groups[i]);
            Free(); // The values of the texts are hundreds of megabytes, which would pile up otherwise.
            progress?.Report((i + 1.0) / (model.Groups.Count + 1));
        }

        List<(int[] Ids, float[] Vector, double Cosine)> results = Results(floats, quantized);
        floats.KeepOnly([]);
        quantized.KeepOnly([]);
        Free();
        QuantizedGraph.Write(model.Graph, model.Groups, model.Words);
        BertQuantization quantization = new()
        {
            SourceHash = HashOf(model.Graph.Path),
            ReduceRange = reduceRange,
            CalibrationHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts.Select(ids => string.Join(' ', ids.Select(id => $"{id}"))))))),
            CalibrationTexts = texts.Count,
            CalibrationTokens = texts.Sum(ids => (long)ids.Length),
            MeanCosine = results.Average(result => result.Cosine),
            LowestCosine = results.Min(result => result.Cosine),
            Notes = [.. model.Notes],
            Sentinels = SentinelChoice.Make(model, results, cancellation),
        };
        model.Graph.Metadata[BertQuantization.MetadataKey] = quantization.Write();
        byte[] file = GraphFile.Write(model.Graph);
        progress?.Report(1);
        return (file, quantization);
    }

    private static void Free() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private CalibrationStream Stream(GraphModel graph, ImmutableArray<CalibrationBatch> batches) => new(graph, model.Inputs, batches, cancellation);

    /// <summary>Each text's mean float32 vector, and the cosine of the quantized one to it.</summary>
    private List<(int[] Ids, float[] Vector, double Cosine)> Results(CalibrationStream floats, CalibrationStream quantized)
    {
        (StreamValue[] exact, StreamValue[] rounded) = (floats.Get(model.Target), quantized.Get(model.Target));
        List<(int[], float[], double)> results = [];
        for (int batch = 0; batch < exact.Length; batch++)
        {
            (int count, int size) = (floats.Batches[batch].Texts, (int)exact[batch].Shape[^1]);
            int length = exact[batch].Values.Length / count;
            for (int text = 0; text < count; text++)
            {
                float[] vector = Sentinel.Mean(exact[batch].Values.AsSpan(text * length, length), size), other = Sentinel.Mean(rounded[batch].Values.AsSpan(text * length, length), size);
                int[] ids = floats.Batches[batch].Ids[(text * floats.Batches[batch].Length)..((text + 1) * floats.Batches[batch].Length)];
                results.Add((ids, vector, Sentinel.Cosine(vector, other)));
            }
        }

        return results;
    }

    private static string HashOf(string file)
    {
        using FileStream stream = RegularFile.Open(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
