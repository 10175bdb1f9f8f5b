using System.Collections.Concurrent;

namespace MLNetBert.Featurizing;

/// <summary>
/// The vectors of the texts seen, up to a given number. When full, it keeps what it has: a trainer reads the same rows in the same order
/// again and again, so forgetting the oldest would mean forgetting each text just before it is read.
/// </summary>
internal sealed class VectorMemo(IVectorSource source, int capacity)
{
    private readonly ConcurrentDictionary<TextInput, float[]> _vectors = [];
    private readonly KeyValuePair<string, object?> _model = new("gen_ai.request.model", source.ModelName);
    private int _count;
    private long _hits;
    private long _misses;

    public MemoStatistics Statistics => new(Interlocked.Read(ref _hits), Interlocked.Read(ref _misses), _count, capacity);

    /// <summary>The vectors of <paramref name="texts"/>, in order; those that are not remembered are computed together.</summary>
    public void Get(IReadOnlyList<TextInput> texts, List<float[]> vectors)
    {
        vectors.Clear();
        List<int>? missing = null;
        for (int i = 0; i < texts.Count; i++)
        {
            if (!_vectors.TryGetValue(texts[i], out float[]? vector))
                (missing ??= []).Add(i);
            vectors.Add(vector!);
        }

        int hits = texts.Count - (missing?.Count ?? 0);
        Interlocked.Add(ref _hits, hits);
        MemoMeter.Hits.Add(hits, _model);
        if (missing == null)
            return;
        Interlocked.Add(ref _misses, missing.Count);
        MemoMeter.Misses.Add(missing.Count, _model);
        source.Compute(texts, missing, (place, vector) =>
        {
            vectors[place] = vector;
            Remember(texts[place], vector);
        });
    }

    /// <summary>The vector of one text.</summary>
    public void One(TextInput text, float[] vector)
    {
        List<float[]> vectors = [];
        Get([text], vectors);
        vectors[0].CopyTo(vector, 0);
    }

    /// <summary>A cursor has come to its end.</summary>
    public void EndPass() => source.EndPass();

    private void Remember(TextInput text, float[] vector)
    {
        if (Volatile.Read(ref _count) >= capacity)
            return;
        // Two cursors may each take the last place: giving it back keeps the bound.
        if (Interlocked.Increment(ref _count) > capacity || !_vectors.TryAdd(text, vector))
            Interlocked.Decrement(ref _count);
    }
}
