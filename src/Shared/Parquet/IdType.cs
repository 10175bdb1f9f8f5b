namespace MLNetBert.Shared.Parquet;

/// <summary>What kind of value an id is.</summary>
internal enum IdKind
{
    /// <summary>A text.</summary>
    String,

    /// <summary>One of JSON's numbers, kept as it was written.</summary>
    Number,

    /// <summary>A whole number of a fixed width.</summary>
    Integer,

    /// <summary>A float32.</summary>
    Float,

    /// <summary>A float64.</summary>
    Double,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A moment.</summary>
    Timestamp,

    /// <summary>A number with a fixed number of decimal places.</summary>
    Decimal,

    /// <summary>128 bits, written as RFC 9562 has them.</summary>
    Uuid,
}

/// <summary>The type of an output's ids, which all of them have: a column of Parquet has one. In rows ids are texts; this says which.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Bits">The width of an integer.</param>
/// <param name="Signed">Whether an integer may be negative.</param>
/// <param name="Precision">A decimal's digits.</param>
/// <param name="Scale">A decimal's digits behind the point; a timestamp's digits of a second: 3, 6 or 9.</param>
/// <param name="Utc">Whether a timestamp is of one moment everywhere, rather than what a clock showed.</param>
internal sealed record IdType(IdKind Kind, int Bits = 0, bool Signed = true, int Precision = 0, int Scale = 0, bool Utc = false)
{
    /// <summary>Texts.</summary>
    public static readonly IdType String = new(IdKind.String);

    /// <summary>JSON's numbers that are not all whole.</summary>
    public static readonly IdType Number = new(IdKind.Number);

    /// <summary>Whole numbers, such as the rows' own.</summary>
    public static readonly IdType Int64 = new(IdKind.Integer, 64);

    /// <summary>Its name, which is Arrow's.</summary>
    public string Name => Kind switch
    {
        IdKind.Integer => $"{(Signed ? "" : "u")}int{Bits}",
        IdKind.Boolean => "bool",
        IdKind.Date => "date32",
        IdKind.Timestamp => $"timestamp[{(Scale == 3 ? "ms" : Scale == 6 ? "us" : "ns")}{(Utc ? ", tz=UTC" : "")}]",
        IdKind.Decimal => $"decimal128({Precision}, {Scale})",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether JSON has such an id as a number.</summary>
    public bool IsNumber => Kind is IdKind.Integer or IdKind.Number or IdKind.Decimal;

    /// <summary>The type that the first id of a text format gives to all.</summary>
    public static IdType OfText(string id, bool isNumber) => !isNumber ? String : IsWhole(id) ? Int64 : Number;

    /// <summary>The type of a name that <see cref="OfText"/> can give; null for others, which only a Parquet file can have.</summary>
    public static IdType? Named(string name) => Array.Find([String, Number, Int64], type => type.Name == name);

    /// <summary>Whether an id is of this type; those from Parquet always are.</summary>
    public bool Accepts(string id, bool isNumber) => Kind switch
    {
        IdKind.String => !isNumber,
        IdKind.Number => isNumber,
        IdKind.Integer when this == Int64 => isNumber && IsWhole(id),
        _ => true,
    };

    // As it would be written again, so that nothing is lost: JSON's -0 is something else.
    private static bool IsWhole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value.ToString(CultureInfo.InvariantCulture) == text;
}
