namespace MLNetBert;

/// <summary>How far a text's vector is from the one it has alone.</summary>
/// <param name="SameBits">Whether every bit is the same.</param>
/// <param name="Greatest">The greatest absolute difference of a value; infinite if a value is not a number.</param>
/// <param name="Cosine">The cosine of the two; 0 if one has no direction.</param>
public readonly record struct VectorDifference(bool SameBits, double Greatest, double Cosine)
{
    /// <summary>Compares two vectors of the same length.</summary>
    /// <exception cref="ArgumentException">Their lengths differ.</exception>
    public static VectorDifference Between(ReadOnlySpan<float> alone, ReadOnlySpan<float> other)
    {
        if (alone.Length != other.Length)
            throw new ArgumentException($"The vectors have {alone.Length} and {other.Length} values; two of the same length are expected.", nameof(other));
        if (MemoryMarshal.AsBytes(alone).SequenceEqual(MemoryMarshal.AsBytes(other)))
            return new VectorDifference(true, 0, 1);
        double greatest = 0, product = 0, left = 0, right = 0;
        for (int i = 0; i < alone.Length; i++)
        {
            double a = alone[i], b = other[i], difference = Math.Abs(a - b);
            greatest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(greatest, difference);
            product += a * b;
            left += a * a;
            right += b * b;
        }

        double cosine = product / Math.Sqrt(left * right);
        return new VectorDifference(false, greatest, double.IsNaN(cosine) ? 0 : Math.Clamp(cosine, -1, 1));
    }
}
