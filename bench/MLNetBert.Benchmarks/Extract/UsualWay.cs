using Microsoft.ML.OnnxRuntime;

namespace MLNetBert.Benchmarks;

/// <summary>
/// The same model and tokenizer as people usually run them: rows in the order in which they arrive, in batches padded to their
/// longest, pooled under the mask.
/// </summary>
internal sealed class UsualWay : IDisposable
{
    private readonly BertModel _model;
    private readonly InferenceSession _session;

    /// <param name="model">The model whose file, tokenizer and length are used.</param>
    /// <param name="intraOpThreads">The threads inside the session.</param>
    public UsualWay(BertModel model, int intraOpThreads)
    {
        _model = model;
        using SessionOptions options = new() { IntraOpNumThreads = intraOpThreads };
        _session = new InferenceSession(model.ModelFile, options);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Runs all texts, <paramref name="callers"/> threads taking batch after batch.</summary>
    public float[] Run(string[] texts, int batch, int callers)
    {
        float[] features = new float[texts.Length * _model.HiddenSize];
        int batches = (texts.Length + batch - 1) / batch, next = -1;
        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < batches; i = Interlocked.Increment(ref next))
                RunBatch(texts.AsSpan((i * batch)..Math.Min((i + 1) * batch, texts.Length)), features.AsSpan(i * batch * _model.HiddenSize));
        }

        Thread[] others = [.. Enumerable.Range(1, callers - 1).Select(_ => new Thread(Work))];
        Array.ForEach(others, thread => thread.Start());
        Work();
        Array.ForEach(others, thread => thread.Join());
        return features;
    }

    private void RunBatch(ReadOnlySpan<string> texts, Span<float> features)
    {
        var rows = new List<int>[texts.Length];
        for (int i = 0; i < texts.Length; i++)
            _model.Tokenizer.EncodeTo(texts[i], _model.MaxLength, rows[i] = [], null);
        int length = rows.Max(row => row.Count), hidden = _model.HiddenSize;
        long[] ids = new long[texts.Length * length];
        long[] mask = new long[ids.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int t = 0; t < rows[i].Count; t++)
            {
                ids[(i * length) + t] = rows[i][t];
                mask[(i * length) + t] = 1;
            }
        }

        long[] shape = [texts.Length, length];
        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var typeValue = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(
            options, ["input_ids", "attention_mask", "token_type_ids"], [idValue, maskValue, typeValue], ["last_hidden_state"]);
        ReadOnlySpan<float> vectors = outputs[0].GetTensorDataAsSpan<float>();
        TokenPooling pooling = PoolingMode.Mean;
        for (int i = 0; i < rows.Length; i++)
            pooling.Pool(vectors.Slice(i * length * hidden, rows[i].Count * hidden), default, hidden, true, features.Slice(i * hidden, hidden));
    }
}
