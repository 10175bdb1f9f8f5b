namespace MLNetBert.Shared.Configuration;

/// <summary>
/// Numbers of a JSON file as Hugging Face's library reads them. Its parser, serde_json, rounds twice: the digits to a double, then
/// that times or by a power of ten; so a number may be off in its last bit, and that decides between segmentations of equal score.
/// </summary>
internal static class SerdeNumber
{
    private static readonly double[] Powers = [.. Enumerable.Range(0, 309).Select(power => double.Parse($"1e{power}", System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The value of a number in JSON's grammar; infinite if the parser would refuse it.</summary>
    public static double Parse(ReadOnlySpan<byte> number)
    {
        bool negative = number[0] == '-', fraction = false, full = false;
        ulong digits = 0;
        int exponent = 0, at = negative ? 1 : 0;
        for (; at < number.Length && number[at] is not ((byte)'e' or (byte)'E'); at++)
        {
            if (number[at] == '.')
            {
                (fraction, full) = (true, false);
                continue;
            }

            // Digits that do not fit into 64 bits count only if they are before the point.
            ulong digit = (ulong)(number[at] - '0');
            full |= digits > (ulong.MaxValue - digit) / 10;
            digits = full ? digits : (digits * 10) + digit;
            exponent += full ? (fraction ? 0 : 1) : (fraction ? -1 : 0);
        }

        if (at < number.Length)
            exponent = (int)Math.Clamp(exponent + Exponent(number[(at + 1)..]), int.MinValue, int.MaxValue);

        double value = Scaled(digits, exponent);
        return negative ? -value : value;
    }

    private static long Exponent(ReadOnlySpan<byte> text)
    {
        bool negative = text[0] == '-';
        long exponent = 0;
        foreach (byte digit in text[(text[0] is (byte)'-' or (byte)'+' ? 1 : 0)..])
            exponent = Math.Min((exponent * 10) + digit - '0', int.MaxValue);

        return negative ? -exponent : exponent;
    }

    private static double Scaled(double value, long exponent)
    {
        for (; exponent < -308 && value != 0; exponent += 308)
            value /= 1e308;

        return value == 0 ? 0
            : exponent > 308 ? double.PositiveInfinity
            : exponent < 0 ? value / Powers[-exponent]
            : value * Powers[exponent];
    }
}
