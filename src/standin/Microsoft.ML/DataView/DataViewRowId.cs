namespace Microsoft.ML.Data;

/// <summary>128 bits that name a row, whatever the order it is read in.</summary>
public readonly struct DataViewRowId(ulong low, ulong high) : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low = low;

    public readonly ulong High = high;

    public int CompareTo(DataViewRowId other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public override string ToString() => $"{High:x16}{Low:x16}";

    public static bool operator ==(DataViewRowId left, DataViewRowId right) => left.Equals(right);

    public static bool operator !=(DataViewRowId left, DataViewRowId right) => !left.Equals(right);
}
