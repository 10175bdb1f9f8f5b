using System.Text;

namespace MLNetBert.Tests.Models;

/// <summary>Rewrites the places of weights in a model whose weights lie beside it.</summary>
internal static class ExternalOffsets
{
    // ModelProto.graph = 7, GraphProto.initializer = 5, TensorProto.external_data = 13, its key = 1 and value = 2.
    private static readonly int[] Path = [7, 5, 13];

    public static byte[] Move(byte[] model, long by) => Rewrite(model, 0, by);

    private static byte[] Rewrite(ReadOnlySpan<byte> message, int depth, long by)
    {
        if (depth == Path.Length)
            return MoveEntry(message, by);
        using MemoryStream output = new();
        for (int i = 0; i < message.Length;)
        {
            int start = i;
            ulong tag = HeadGraphs.Varint(message, ref i);
            if ((tag & 7) != 2)
            {
                i += (tag & 7) == 0 ? Skip(message, i) : (tag & 7) == 1 ? 8 : 4;
                output.Write(message[start..i]);
                continue;
            }

            int length = (int)HeadGraphs.Varint(message, ref i);
            ReadOnlySpan<byte> body = message.Slice(i, length);
            i += length;
            if ((int)(tag >> 3) != Path[depth])
            {
                output.Write(message[start..i]);
                continue;
            }

            byte[] rewritten = Rewrite(body, depth + 1, by);
            Write(output, tag);
            Write(output, (ulong)rewritten.Length);
            output.Write(rewritten);
        }

        return output.ToArray();
    }

    private static byte[] MoveEntry(ReadOnlySpan<byte> entry, long by)
    {
        // Both fields are short texts: tag, one byte of length, text.
        string key = Encoding.UTF8.GetString(entry.Slice(2, entry[1]));
        if (key != "offset")
            return entry.ToArray();
        byte[] value = Encoding.UTF8.GetBytes($"{long.Parse(Encoding.UTF8.GetString(entry[(4 + entry[1])..])) + by}");
        return [.. entry[..(2 + entry[1])], 0x12, (byte)value.Length, .. value];
    }

    private static int Skip(ReadOnlySpan<byte> message, int at)
    {
        int end = at;
        HeadGraphs.Varint(message, ref end);
        return end - at;
    }

    private static void Write(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
