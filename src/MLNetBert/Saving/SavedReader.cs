using System.Text;

namespace MLNetBert.Saving;

/// <summary>Reads what a stage wrote, without trust: whoever made the file, nothing is allocated that is not there, and a <see cref="BadInputException"/> tells what is wrong.</summary>
internal sealed class SavedReader(Stream stream) : BinaryReader(stream, Encoding.UTF8, leaveOpen: true)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>How many bytes are left.</summary>
    public long Left => BaseStream.Length - BaseStream.Position;

    /// <summary>The error; without an inner one, since ML.NET wraps it, and users look for the innermost.</summary>
    public static BadInputException Damaged(string why)
        => new($"The saved pipeline is damaged, or was not written by this library: {why}; copy the file again or save the pipeline again.") { Code = "saved.damaged" };

    public override string ReadString()
    {
        int length = Read7BitEncodedInt();
        return length >= 0 && length <= Left ? Strict.GetString(ReadBytes(length)) : throw Damaged($"a text in it is {length} bytes long where {Left} are left");
    }

    public string? ReadOptional() => ReadBoolean() ? ReadString() : null;

    /// <summary>Reads how many items follow.</summary>
    /// <param name="size">The fewest bytes that an item takes.</param>
    /// <exception cref="BadInputException">There are not that many.</exception>
    public int ReadCount(int size)
    {
        int count = ReadInt32();
        return count >= 0 && (long)count * size <= Left ? count : throw Damaged($"{count} items are counted where there is room for {Left / size}");
    }

    /// <summary>Reads as many bytes as are counted before them.</summary>
    public byte[] ReadCounted() => ReadBytes(ReadCount(1));

    /// <exception cref="BadInputException">The number is beyond the limits.</exception>
    public int ReadNumber(int least, int most = int.MaxValue)
    {
        int number = ReadInt32();
        return number >= least && number <= most ? number : throw Damaged($"a number in it is {number}, where {least} or more is expected{(most < int.MaxValue ? $", and at most {most}" : "")}");
    }

    public T ReadEnum<T>()
        where T : struct, Enum
        => (T)Enum.ToObject(typeof(T), ReadNumber(0, Enum.GetValues<T>().Length - 1));
}

/// <summary>Writes what <see cref="SavedReader"/> reads.</summary>
internal static class SavedWriting
{
    public static void WriteOptional(this BinaryWriter writer, string? text)
    {
        writer.Write(text != null);
        if (text != null)
            writer.Write(text);
    }
}
