using System.Runtime.InteropServices;
using System.Text;

namespace MLNetBert.Tests;

/// <summary>Adds classification heads to the graph of a tiny encoder: the fields of onnx.proto that this takes, written by hand.</summary>
internal static class HeadGraphs
{
    private const int Float = 1, Int64 = 7;

    /// <summary>logits = W x + b of the first token's vector, [batch, labels], as AutoModelForSequenceClassification has them.</summary>
    /// <param name="model">The encoder's file.</param>
    /// <param name="weights">W, one row per label.</param>
    /// <param name="bias">b.</param>
    /// <param name="keep">Whether the encoder's own outputs stay.</param>
    public static byte[] Sequence(byte[] model, float[][] weights, float[] bias, bool keep = false) =>
        Add(model, Gemm("Gather", "first", [Attribute("axis", 1)], weights, bias), Output("logits", "batch", $"{bias.Length}"), keep);

    /// <summary>The same of the mean of all tokens' vectors, computed by the graph.</summary>
    public static byte[] SequenceMean(byte[] model, float[][] weights, float[] bias) =>
        Add(model, Gemm("ReduceMean", null, [Attribute("keepdims", 0), Axes(1)], weights, bias), Output("logits", "batch", $"{bias.Length}"), keep: false);

    /// <summary>logits = W x of every token's vector, [batch, sequence, labels], as AutoModelForTokenClassification has them.</summary>
    public static byte[] Tokens(byte[] model, float[][] weights, bool keep = false)
    {
        float[][] columns = [.. weights[0].Select((_, i) => weights.Select(row => row[i]).ToArray())];
        return Add(model, [.. Initializer("head.weight", columns), .. Node("MatMul", ["last_hidden_state", "head.weight"], "logits")], Output("logits", "batch", "sequence", $"{weights.Length}"), keep);
    }

    /// <summary>Random weights of a head.</summary>
    public static (float[][] Weights, float[] Bias) Random(int labels, int hidden, int seed = 1)
    {
        Random random = new(seed);
        return ([.. Enumerable.Range(0, labels).Select(_ => Row(hidden))], Row(labels));
        float[] Row(int size) => [.. Enumerable.Range(0, size).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    /// <summary>Reads a number of protobuf, and steps behind it.</summary>
    internal static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private static byte[] Gemm(string pooling, string? index, byte[][] attributes, float[][] weights, float[] bias) =>
    [
        .. index == null ? [] : Tensor(index, Int64, [], new byte[8]),
        .. Initializer("head.weight", weights),
        .. Tensor("head.bias", Float, [bias.Length], Bytes(bias)),
        .. Node(pooling, index == null ? ["last_hidden_state"] : ["last_hidden_state", index], "pooled", attributes),
        .. Node("Gemm", ["pooled", "head.weight", "head.bias"], "logits", Attribute("transB", 1)),
    ];

    /// <summary>The file with more in its graph (field 7 of the model), whose own outputs (field 12) go or stay.</summary>
    private static byte[] Add(byte[] model, byte[] more, byte[] output, bool keep) => [.. Fields(model).SelectMany(field => field.Number != 7
        ? model[field.Start..field.End]
        : Field(7, [.. Fields(model[field.Content..field.End]).Where(inner => keep || inner.Number != 12).SelectMany(inner => model[(field.Content + inner.Start)..(field.Content + inner.End)]), .. more, .. output]))];

    private static IEnumerable<(int Number, int Start, int Content, int End)> Fields(byte[] message)
    {
        for (int at = 0; at < message.Length;)
        {
            int start = at;
            ulong tag = Varint(message, ref at);
            ulong value = Varint(message, ref at);
            int content = at;
            at += (tag & 7) == 2 ? (int)value : 0;
            yield return ((int)(tag >> 3), start, content, at);
        }
    }

    private static byte[] Output(string name, params string[] dimensions)
    {
        byte[] shape = [.. dimensions.SelectMany(dimension => Field(1, long.TryParse(dimension, out long size) ? Number(1, size) : Text(2, dimension)))];
        return Field(12, [.. Text(1, name), .. Field(2, Field(1, [.. Number(1, Float), .. Field(2, shape)]))]);
    }

    private static byte[] Node(string type, string[] inputs, string output, params byte[][] attributes) =>
        Field(1, [.. inputs.SelectMany(input => Text(1, input)), .. Text(2, output), .. Text(3, $"head/{output}"), .. Text(4, type), .. attributes.SelectMany(attribute => Field(5, attribute))]);

    private static byte[] Attribute(string name, long value) => [.. Text(1, name), .. Number(3, value), .. Number(20, 2)];

    private static byte[] Axes(long axis) => [.. Text(1, "axes"), .. Number(8, axis), .. Number(20, 7)];

    private static byte[] Initializer(string name, float[][] rows) => Tensor(name, Float, [rows.Length, rows[0].Length], Bytes([.. rows.SelectMany(row => row)]));

    private static byte[] Tensor(string name, int type, long[] dimensions, byte[] content) =>
        Field(5, [.. dimensions.SelectMany(dimension => Number(1, dimension)), .. Number(2, type), .. Text(8, name), .. Field(9, content)]);

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] content) => [.. Varint((ulong)((number << 3) | 2)), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int number, long value) => [.. Varint((ulong)(number << 3)), .. Varint((ulong)value)];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
