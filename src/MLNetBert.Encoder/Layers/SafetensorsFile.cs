using System.Text.Json;

namespace MLNetBert.Encoder.Layers;

/// <summary>A .safetensors file: the length of a JSON header, the header, the values.</summary>
internal sealed class SafetensorsFile(string path, IReadOnlyDictionary<string, WeightArray> arrays) : WeightFile(path, arrays)
{
    public static SafetensorsFile Open(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] start = new byte[8];
            file.ReadExactly(start);
            long length = BinaryPrimitives.ReadInt64LittleEndian(start);
            if (length <= 0 || length > file.Length - start.Length)
                throw new InvalidDataException();
            byte[] header = new byte[length];
            file.ReadExactly(header);
            using var json = JsonDocument.Parse(header);
            Dictionary<string, WeightArray> arrays = [];
            foreach (JsonProperty entry in json.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
            {
                arrays[entry.Name] = new(
                    entry.Name,
                    entry.Value.GetProperty("dtype").GetString()!,
                    [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())],
                    start.Length + length + entry.Value.GetProperty("data_offsets")[0].GetInt64());
            }

            return new(path, arrays);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new BadInputException($"{path} is not a whole .safetensors file; get it again.", e) { Code = "file.damaged", File = path };
        }
    }

    protected override void ReadBytes(WeightArray array, byte[] bytes)
    {
        using FileStream file = File.OpenRead(Path);
        file.Position = array.Offset;
        file.ReadExactly(bytes);
    }
}
