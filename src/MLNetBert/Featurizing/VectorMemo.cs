using System.Collections.Concurrent;

namespace MLNetBert.Featurizing;

/// <summary>
/// The vectors of the texts seen, up to a given number. When full, it keeps what it has: a trainer reads the same rows in the same order
/// again and again, so forgetting the oldest would mean forgetting each text just before it is read.
/// </summary>
internal sealed class VectorMemo(BertFeaturizer featurizer, int capacity, PassLog log)
{
    private readonly ConcurrentDictionary<TextInput, float[]> _vectors = [];
    private readonly KeyValuePair<string, object?> _model = new("gen_ai.request.model", featurizer.Model.Name);
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
        log.Ran(0, 0);
        int full = 0;
        foreach (FeaturizedRow<int> row in featurizer.FeaturizeStream(missing, i => texts[i]))
        {
            float[] vector = row.Features.ToArray();
            vectors[row.Item] = vector;
            Remember(texts[row.Item], vector);
            full += row.TokenCount >= featurizer.MaxLength ? 1 : 0;
        }

        log.Ran(missing.Count, full);
    }

    /// <summary>A cursor has come to its end.</summary>
    public void EndPass() => log.End();

    private void Remember(TextInput text, float[] vector)
    {
        if (Volatile.Read(ref _count) >= capacity)
            return;
        // Two cursors may each take the last place: giving it back keeps the bound.
        if (Interlocked.Increment(ref _count) > capacity || !_vectors.TryAdd(text, vector))
            Interlocked.Decrement(ref _count);
    }
}
