namespace MLNetBert.Encoder.Pooling;

/// <summary>torch.nn.functional.normalize.</summary>
internal static class UnitLength
{
    /// <summary>sentence-transformers' and PyTorch's lower bound on a length to divide by.</summary>
    private const double LeastLength = 1e-12;

    /// <summary>Scales a vector to unit length.</summary>
    public static void Scale(ReadOnlySpan<double> vector, Span<double> result)
    {
        // One by one: the library's own sum of squares adds in an order that depends on the processor.
        double squares = 0;
        foreach (double value in vector)
            squares += value * value;
        TensorPrimitives.Divide(vector, Math.Max(Math.Sqrt(squares), LeastLength), result);
    }
}
