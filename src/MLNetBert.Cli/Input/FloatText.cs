namespace MLNetBert.Cli.Input;

/// <summary>What Python and others write for numbers that are not finite.</summary>
internal static class FloatText
{
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
