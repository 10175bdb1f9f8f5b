namespace MLNetBert.Encoder.Batching;

/// <summary>Takes the pooled vectors of batches, from several threads at once.</summary>
internal interface IVectorSink
{
    /// <summary>Where the vector goes of the text at a place of a batch: exactly <paramref name="size"/> values.</summary>
    Span<float> Room(int batch, int place, int size);

    /// <summary>Called when the vector is there.</summary>
    void Done(int batch, int place, ReadOnlySpan<float> vector);
}
