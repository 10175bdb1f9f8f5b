using System.Numerics;

namespace MLNetBert.Shared.Parquet;

/// <summary>Ids as texts, and back to the values that Parquet holds; no bit is lost on the way.</summary>
internal static class IdText
{
    private const string Seconds = "yyyy-MM-ddTHH:mm:ss";

    /// <summary>The text of what is stored as a whole number; null for days and moments that no calendar of .NET has.</summary>
    public static string? Of(IdType type, long value) => type.Kind switch
    {
        IdKind.Integer when !type.Signed => (type.Bits == 64 ? (ulong)value : (ulong)value & (ulong.MaxValue >> 32)).ToString(CultureInfo.InvariantCulture),
        IdKind.Date => Math.Abs(value) < 4_000_000 && DateTime.UnixEpoch.Ticks + (value * TimeSpan.TicksPerDay) is var ticks && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime(ticks).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        IdKind.Timestamp => Moment(type, value),
        IdKind.Decimal => Of(type, (BigInteger)value),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The text of a decimal.</summary>
    public static string Of(IdType type, BigInteger unscaled)
    {
        string digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(type.Scale + 1, '0');
        string sign = unscaled.Sign < 0 ? "-" : "";
        return type.Scale == 0 ? sign + digits : $"{sign}{digits[..^type.Scale]}.{digits[^type.Scale..]}";
    }

    /// <summary>What is stored of a text that <see cref="Of(IdType, long)"/> gave.</summary>
    public static long Integer(IdType type, string text) => type.Kind switch
    {
        IdKind.Integer when !type.Signed => (long)ulong.Parse(text, CultureInfo.InvariantCulture),
        IdKind.Date => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber,
        IdKind.Timestamp => Moment(type, text),
        IdKind.Decimal => (long)Unscaled(text),
        _ => long.Parse(text, CultureInfo.InvariantCulture),
    };

    /// <summary>A decimal without its point.</summary>
    public static BigInteger Unscaled(string text) => BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static string? Moment(IdType type, long value)
    {
        long unit = Unit(type), seconds = Math.DivRem(value, unit, out long rest);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + unit);

        long days = seconds / 86_400;
        if (Math.Abs(days) > 4_000_000 || DateTime.UnixEpoch.Ticks + (seconds * TimeSpan.TicksPerSecond) is not (>= 0 and var ticks) || ticks > DateTime.MaxValue.Ticks)
            return null;

        string fraction = rest.ToString(CultureInfo.InvariantCulture).PadLeft(type.Scale, '0');
        return $"{new DateTime(ticks).ToString(Seconds, CultureInfo.InvariantCulture)}.{fraction}{(type.Utc ? "Z" : "")}";
    }

    private static long Moment(IdType type, string text)
    {
        var whole = DateTime.ParseExact(text.AsSpan(0, 19), Seconds, CultureInfo.InvariantCulture);
        long seconds = (whole - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        return (seconds * Unit(type)) + long.Parse(text.AsSpan(20, type.Scale), CultureInfo.InvariantCulture);
    }

    private static long Unit(IdType type) => type.Scale switch { 3 => 1_000, 6 => 1_000_000, _ => 1_000_000_000 };
}
