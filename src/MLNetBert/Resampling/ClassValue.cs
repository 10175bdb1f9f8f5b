using System.Text;

namespace MLNetBert.Resampling;

/// <summary>What a label column says of a row: a whole number (of a key its number, of a truth value 0 or 1), or a text.</summary>
internal readonly record struct ClassValue(Int128 Number, string? Text = null) : IComparable<ClassValue>
{
    public ClassValue(string text)
        : this(0, text)
    {
    }

    /// <summary>Numbers by value, texts by code point (which UTF-8 bytes keep, and UTF-16 units do not).</summary>
    public int CompareTo(ClassValue other) => Text == null || other.Text == null
        ? Number.CompareTo(other.Number)
        : Encoding.UTF8.GetBytes(Text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Text));
}
