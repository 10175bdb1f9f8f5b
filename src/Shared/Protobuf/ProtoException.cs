namespace MLNetBert.Shared.Protobuf;

/// <summary>The bytes are not the fields of a message; the message says what is wrong, and follows the name of a file.</summary>
/// <param name="what">Such as "is cut off".</param>
/// <param name="missing">How many bytes are missing at least, if the message is cut off; else null.</param>
internal sealed class ProtoException(string what, ulong? missing = null) : FormatException(what)
{
    public ulong? Missing { get; } = missing;
}
