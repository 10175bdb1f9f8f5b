using System.Text;

namespace MLNetBert.Resampling;

/// <summary>What a label column says about a row: a whole number (a key's number, 0 or 1 for a truth value), or a text.</summary>
internal readonly record struct ClassValue(Int128 Number, string? Text = null) : IComparable<ClassValue>
{
    public ClassValue(string text)
        : this(0, text)
    {
    }

    /// <summary>Numbers by value, texts by code point (an order that UTF-8 bytes have, and UTF-16 units do not).</summary>
    public int CompareTo(ClassValue other) => Text == null || other.Text == null
        ? Number.CompareTo(other.Number)
        : Encoding.UTF8.GetBytes(Text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Text));
}
