using System.Numerics.Tensors;

namespace MLNetBert.Cli.Output;

/// <summary>float32 as float16: rounded to nearest, ties to even; what is beyond 65,504 becomes infinite.</summary>
internal static class HalfFloats
{
    /// <summary>The bytes of the values, little-endian.</summary>
    public static byte[] Of(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[2 * values.Length];
        TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return bytes;
    }
}
