using MLNetBert.Encoder.Pickling;

namespace MLNetBert.Encoder.Layers;

/// <summary>The values of one or several tensors of PyTorch, as they lie in its file.</summary>
/// <param name="Key">Its name there.</param>
/// <param name="Type">As <see cref="WeightArray.Type"/> has it.</param>
/// <param name="Count">How many values there are.</param>
internal sealed record TorchStorage(string Key, string Type, long Count)
{
    /// <summary>The names that may be called, and only in notes: what torch.save writes of tensors and parameters.</summary>
    public static readonly HashSet<string> Callable = ["torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter"];

    private static readonly Dictionary<string, (string Type, int Size)> Types = new(StringComparer.Ordinal)
    {
        ["torch.DoubleStorage"] = ("F64", 8),
        ["torch.FloatStorage"] = ("F32", 4),
        ["torch.HalfStorage"] = ("F16", 2),
        ["torch.BFloat16Storage"] = ("BF16", 2),
        ["torch.LongStorage"] = ("I64", 8),
        ["torch.IntStorage"] = ("I32", 4),
        ["torch.ShortStorage"] = ("I16", 2),
        ["torch.CharStorage"] = ("I8", 1),
        ["torch.ByteStorage"] = ("U8", 1),
        ["torch.BoolStorage"] = ("BOOL", 1),
    };

    /// <summary>The names of the types that values may have.</summary>
    public static readonly HashSet<string> TypeNames = [.. Types.Keys];

    /// <summary>The bytes of a value.</summary>
    public int Size => Types.Values.First(type => type.Type == Type).Size;

    /// <summary>Understands torch.save's persistent id: ("storage", type, key, device, count), in the older format with a view, which is None.</summary>
    public static TorchStorage Of(object? value) =>
        value is PickleReference { Id: List<object?> and ["storage", PickleGlobal type, string key, string, long count, ..] id } && Types.TryGetValue(type.Name, out (string Type, int Size) found) && count >= 0 && count <= long.MaxValue / found.Size
            && (id.Count == 5 || (id.Count == 6 && id[5] == null))
            ? new(key, found.Type, count)
            : throw new InvalidDataException("a tensor's values are not where torch.save puts them");
}
