namespace MLNetBert.Encoder.Onnx;

/// <summary>
/// A look at an ONNX file before the runtime gets it: whether it is one, and whether it is complete. The runtime only
/// says that parsing failed, and sometimes not even that.
/// </summary>
internal static class OnnxFile
{
    private const int GraphField = 7;
    private const int OpsetField = 8;
    private const int MetadataField = 14;

    /// <returns>What the model says about itself, by key.</returns>
    /// <exception cref="BadInputException">The file is not a whole ONNX file.</exception>
    public static IReadOnlyDictionary<string, string> Check(string path)
    {
        Dictionary<string, string> metadata = [];
        try
        {
            RegularFile.Check(path);
            using FileStream file = File.OpenRead(path);
            if (file.Length == 0)
                throw new BadInputException($"{path} is empty (0 bytes); download it again.") { Code = "file.empty", File = path };
            if (WhatElse(Head(file)) is string other)
                throw new BadInputException($"{path} is not an ONNX model but {other}.") { Code = "file.format", File = path };
            OnnxGraph.WithBytes(path, bytes => CheckFields(path, bytes, metadata));
            return metadata;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}", e) { Code = "file.unreadable", File = path };
        }
    }

    /// <summary>Walks ModelProto's top-level fields, stepping over their contents.</summary>
    private static void CheckFields(string path, ReadOnlySpan<byte> file, Dictionary<string, string> metadata)
    {
        bool graph = false, opset = false;
        ProtoReader fields = new(file);
        try
        {
            while (fields.Next())
            {
                if (fields.Field == MetadataField)
                {
                    (string key, string value) = fields.ReadMessage().ReadEntry();
                    metadata[key] = value;
                    continue;
                }

                fields.Skip();
                graph |= fields.Field == GraphField;
                opset |= fields.Field == OpsetField;
            }
        }
        catch (ProtoException e)
        {
            throw e.Missing is ulong missing
                ? new BadInputException($"{path} is cut short: it ends after {file.Length} bytes, at least {missing} too early; download it again.", e) { Code = "file.damaged", File = path }
                : new BadInputException($"{path} is not an ONNX model: it is no protocol buffer from byte {fields.Position} on; download it again.", e) { Code = "file.damaged", File = path };
        }

        if (!graph)
            throw new BadInputException($"{path} is not a whole ONNX model: it has no graph; download it again.") { Code = "file.damaged", File = path };
        if (!opset)
            throw new BadInputException($"{path} is not a whole ONNX model: after the graph its operator sets are missing, so it was cut short; download it again.") { Code = "file.damaged", File = path };
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

        // No control characters except line ends and tabs. A real file begins with 0x08, the tag of its version.
        string text = Encoding.Latin1.GetString(head).TrimStart();
        return text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.Contains("<html", StringComparison.OrdinalIgnoreCase)
            ? "an HTML page, perhaps of a failed download; download the file itself"
            : "a text file; download the model itself";
    }
}
