namespace Microsoft.ML.OnnxRuntime;

/// <summary>A number of bfloat16: the upper half of a float, as its bits.</summary>
public readonly struct BFloat16 : IEquatable<BFloat16>
{
    public readonly ushort value;

    public BFloat16(ushort v) => value = v;

    public static explicit operator BFloat16(float value) => new(Round(value));

    public static explicit operator float(BFloat16 value) => value.ToFloat();

    public static bool operator ==(BFloat16 left, BFloat16 right) => left.Equals(right);

    public static bool operator !=(BFloat16 left, BFloat16 right) => !left.Equals(right);

    public float ToFloat() => BitConverter.UInt32BitsToSingle((uint)value << 16);

    public bool Equals(BFloat16 other) => ToFloat() == other.ToFloat();

    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    public override int GetHashCode() => ToFloat().GetHashCode();

    public override string ToString() => $"{value} : {ToFloat()}";

    // To the nearest, ties to even; a NaN stays one.
    private static ushort Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
