namespace MLNetBert.Encoder.Pooling;

/// <summary>What makes another vector of a pooled one, before it is cut and scaled. Thread-safe.</summary>
internal interface IPooledModules
{
    /// <summary>The number of values that they make of a vector of a size.</summary>
    /// <param name="size">The vector's size.</param>
    /// <param name="pooling">The pooling that gives it, for messages.</param>
    /// <exception cref="BadInputException">They take another number.</exception>
    int OutputSize(int size, object pooling);

    /// <summary>How much memory <see cref="Apply"/> needs for vectors of a size.</summary>
    int RoomFor(int size);

    /// <summary>Applies them to a vector.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="room">Memory for results: <see cref="RoomFor"/> values.</param>
    /// <returns>The result, which is in the room.</returns>
    Span<double> Apply(ReadOnlySpan<double> vector, Span<double> room);
}
