using System.Text.Json;

namespace MLNetBert.Encoder.Layers;

/// <summary>
/// A .safetensors file: the length of a JSON header, the header, the values. What Hugging Face's library refuses is refused: values that overlap, leave gaps
/// or have another length than their shape and type say.
/// </summary>
internal sealed class SafetensorsFile(string path, IReadOnlyDictionary<string, WeightArray> arrays) : WeightFile(path, arrays)
{
    /// <summary>The longest header that Hugging Face's library reads.</summary>
    private const int LongestHeader = 100_000_000;

    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false };

    public static SafetensorsFile Open(string path)
    {
        try
        {
            using FileStream file = RegularFile.Open(path);
            byte[] start = new byte[8];
            file.ReadExactly(start);
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
            if (length > (ulong)Math.Min(LongestHeader, file.Length - start.Length))
                throw new InvalidDataException($"its header has {length} bytes");
            byte[] header = new byte[length];
            file.ReadExactly(header);
            if (!System.Text.Unicode.Utf8.IsValid(header))
                throw new InvalidDataException("its header is not UTF-8");
            using var json = JsonDocument.Parse(header, Once);
            return new(path, ReadArrays(json.RootElement, start.Length + header.Length, file.Length));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new BadInputException($"{path} is not a whole .safetensors file{(e is InvalidDataException ? $": {e.Message}" : "")}; get it again.", e) { Code = "file.damaged", File = path };
        }
    }

    protected override void ReadBytes(WeightArray array, byte[] bytes)
    {
        using FileStream file = RegularFile.Open(Path);
        file.Position = array.Offset;
        file.ReadExactly(bytes);
    }

    private static Dictionary<string, WeightArray> ReadArrays(JsonElement header, long values, long end)
    {
        Dictionary<string, WeightArray> arrays = [];
        List<(long Start, long End, string Name)> places = [];
        foreach (JsonProperty entry in header.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            (long from, long to) = (offsets[0].GetInt64(), offsets[1].GetInt64());
            WeightArray array = new(entry.Name, entry.Value.GetProperty("dtype").GetString()!, [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())], values + from);
            if (offsets.GetArrayLength() != 2 || from < 0 || to < from || to > end - values)
                throw new InvalidDataException($"'{array.Name}' is at {from} to {to} of {end - values} bytes of values");
            if (array.Length is { } length && length != (UInt128)(to - from))
                throw new InvalidDataException($"'{array.Name}' of type {array.Type} and shape [{string.Join(", ", array.Shape.Select(size => $"{size}"))}] has {length} bytes, not the {to - from} that it is given");
            arrays[array.Name] = array;
            places.Add((from, to, array.Name));
        }

        long at = 0;
        foreach ((long from, long to, string name) in places.Order())
        {
            if (from != at)
                throw new InvalidDataException($"the values of '{name}' begin at {from}, but those before it end at {at}");
            at = to;
        }

        return at == end - values ? arrays : throw new InvalidDataException($"its arrays have {at} of {end - values} bytes of values");
    }
}
