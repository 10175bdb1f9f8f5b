namespace MLNetBert.Cli.Input;

/// <summary>Numbers as texts that are not finite, or too large for float32.</summary>
internal static class FloatText
{
    /// <summary>What to say of a finite number that float32 cannot hold.</summary>
    public const string TooLarge = "which is beyond the range of float32 (about 3.4e38); scale the features down";

    /// <summary>Whether digits were read as an infinity.</summary>
    public static bool IsTooLarge(ReadOnlySpan<byte> text, float value) => float.IsInfinity(value) && text.ContainsAnyInRange((byte)'0', (byte)'9');

    /// <summary>nan and inf in any case, with a sign.</summary>
    public static bool IsSpecial(ReadOnlySpan<byte> text, out float value)
    {
        value = text.Length > 9 ? 0 : Encoding.UTF8.GetString(text).Trim().ToLowerInvariant() switch
        {
            "nan" => float.NaN,
            "inf" or "+inf" or "infinity" => float.PositiveInfinity,
            "-inf" or "-infinity" => float.NegativeInfinity,
            _ => 0,
        };
        return value != 0;
    }
}
