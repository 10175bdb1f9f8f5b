using System.Buffers.Binary;
using System.Text;

namespace MLNetBert.Encoder.Onnx;

/// <summary>
/// A look at an ONNX file before the runtime gets it: whether it is one at all, and whether it is all there. The runtime only
/// says that parsing failed, and not always that.
/// </summary>
internal static class OnnxFile
{
    private const int GraphField = 7;
    private const int OpsetField = 8;

    /// <exception cref="BadInputException">The file is not a whole ONNX file.</exception>
    public static void Check(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length == 0)
                throw new BadInputException($"{path} is empty (0 bytes); download it again.");
            if (WhatElse(Head(file)) is string other)
                throw new BadInputException($"{path} is not an ONNX model but {other}.");
            CheckFields(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Walks ModelProto's top-level fields, stepping over their contents.</summary>
    private static void CheckFields(FileStream file, string path)
    {
        bool graph = false, opset = false;
        file.Position = 0;
        while (file.Position < file.Length)
        {
            if (!TryReadVarint(file, out ulong tag))
                throw CutShort(path, file.Length);
            switch (tag & 7)
            {
                case 0:
                    if (!TryReadVarint(file, out _))
                        throw CutShort(path, file.Length);
                    break;
                case 1:
                    file.Position += 8;
                    break;
                case 2:
                    if (!TryReadVarint(file, out ulong length))
                        throw CutShort(path, file.Length);
                    if (length > (ulong)(file.Length - file.Position))
                        throw CutShort(path, file.Length, length - (ulong)(file.Length - file.Position));
                    file.Position += (long)length;
                    break;
                case 5:
                    file.Position += 4;
                    break;
                default:
                    throw new BadInputException($"{path} is not an ONNX model: it is no protocol buffer from byte {file.Position} on; download it again.");
            }

            graph |= tag >> 3 == GraphField;
            opset |= tag >> 3 == OpsetField;
        }

        if (!graph)
            throw new BadInputException($"{path} is not a whole ONNX model: it has no graph; download it again.");
        if (!opset)
            throw new BadInputException($"{path} is not a whole ONNX model: after the graph its operator sets are missing, so it was cut short; download it again.");
    }

    private static BadInputException CutShort(string path, long length, ulong missing = 0) =>
        new($"{path} is cut short: it ends after {length} bytes{(missing > 0 ? $", at least {missing} too early" : "")}; download it again.");

    private static bool TryReadVarint(Stream stream, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0)
                return false;
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return true;
        }

        return true;
    }

    private static byte[] Head(Stream file)
    {
        byte[] head = new byte[Math.Min(512, file.Length)];
        file.ReadExactly(head);
        return head;
    }

    private static string? WhatElse(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("version https://git-lfs"u8))
            return "a Git LFS pointer, which stands for the real file; fetch it with 'git lfs pull', or download the file itself";
        if (head.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(head) == 0x504b0304)
            return "a zip archive; unpack it";
        if (head.StartsWith((byte[])[0x1f, 0x8b]))
            return "a gzip archive; unpack it";
        if (!head.ContainsAnyExcept((byte)0))
            return "a run of zero bytes; download it again";
        if (head.ContainsAnyInRange((byte)0x00, (byte)0x08) || head.ContainsAnyInRange((byte)0x0e, (byte)0x1f))
            return null;

        // No control characters but line ends and tabs. A real file begins with 0x08, the tag of its version.
        string text = Encoding.Latin1.GetString(head).TrimStart();
        return text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.Contains("<html", StringComparison.OrdinalIgnoreCase)
            ? "an HTML page, perhaps of a failed download; download the file itself"
            : "a text file; download the model itself";
    }
}
