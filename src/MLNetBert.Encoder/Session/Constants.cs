using System.Numerics;

namespace MLNetBert.Encoder.Session;

/// <summary>Masks of ones and types of zeros, which most runs need: kept, and only ever read.</summary>
internal static class Constants<T>
    where T : unmanaged, INumber<T>
{
    private static T[] _ones = [];
    private static T[] _zeros = [];

    public static Memory<T> Ones(int count) => Of(ref _ones, count, T.One);

    public static Memory<T> Zeros(int count) => Of(ref _zeros, count, T.Zero);

    // Two threads may make the array at once; either is right.
    private static Memory<T> Of(ref T[] kept, int count, T value)
    {
        T[] values = Volatile.Read(ref kept);
        if (values.Length < count)
        {
            values = new T[BitOperations.RoundUpToPowerOf2((uint)count)];
            values.AsSpan().Fill(value);
            Volatile.Write(ref kept, values);
        }

        return values.AsMemory(0, count);
    }
}
