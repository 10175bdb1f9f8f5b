namespace MLNetBert.Encoder.Batching;

/// <summary>Takes the pooled vectors of batches, from several threads at once.</summary>
internal interface IVectorSink
{
    /// <summary>Where the vector of the text at a place in a batch goes: exactly <paramref name="size"/> values.</summary>
    Span<float> Room(int batch, int place, int size);

    /// <summary>Called when the vector has been written.</summary>
    void Done(int batch, int place, ReadOnlySpan<float> vector);
}
