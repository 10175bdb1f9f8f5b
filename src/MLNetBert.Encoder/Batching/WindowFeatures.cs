namespace MLNetBert.Encoder.Batching;

/// <summary>The features of a window's distinct texts.</summary>
internal sealed class WindowFeatures(TokenWindow window, IReadOnlyList<Batch> batches, bool tokenLevel, int dimension, float[]? buffer = null) : IVectorSink
{
    /// <summary>The array that holds them; it may be longer than they are.</summary>
    public float[] Values { get; } = Zeros((long)(tokenLevel ? window.Ids.Count : window.DistinctCount) * dimension, buffer);

    public Memory<float> Of(int distinct) => tokenLevel
        ? Values.AsMemory(window.Start(distinct) * dimension, window.Length(distinct) * dimension)
        : Values.AsMemory(distinct * dimension, dimension);

    Span<float> IVectorSink.Room(int batch, int place, int size) => Of(batches[batch].Texts[place]).Span;

    void IVectorSink.Done(int batch, int place, ReadOnlySpan<float> vector)
    {
    }

    private static float[] Zeros(long count, float[]? buffer)
    {
        if (buffer == null || buffer.Length < count)
            return new float[count];
        Array.Clear(buffer);
        return buffer;
    }
}
