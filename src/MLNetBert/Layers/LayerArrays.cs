using System.Collections.Immutable;
using System.Text.Json;

namespace MLNetBert.Layers;

/// <summary>The arrays from which a layer was made, to save it as a .safetensors file inside the saved stage.</summary>
internal sealed class LayerArrays
{
    private readonly SortedDictionary<string, (ImmutableArray<int> Shape, float[] Values)> _arrays = new(StringComparer.Ordinal);

    /// <summary>The weights; whatever is read from them is kept.</summary>
    public LayerWeights Keep(LayerWeights weights) => weights.Recorded((name, shape, values) => _arrays[name] = (shape, values));

    public void Write(BinaryWriter writer)
    {
        Dictionary<string, object> header = [];
        long at = 0L;
        foreach ((string? name, (ImmutableArray<int> shape, float[]? values)) in _arrays)
            header[name] = new { dtype = "F32", shape, data_offsets = new[] { at, at += 4L * values.Length } };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        writer.Write(checked((int)(sizeof(long) + json.Length + at)));
        writer.Write((long)json.Length);
        writer.Write(json);
        foreach ((ImmutableArray<int> _, float[]? values) in _arrays.Values)
            writer.Write(MemoryMarshal.AsBytes<float>(values));
    }

    /// <summary>Makes a layer from the weights that were written.</summary>
    /// <exception cref="BadInputException">They are cut short.</exception>
    public static T Read<T>(SavedReader reader, Func<Func<LayerWeights>, T> make)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "weights.safetensors");
        File.WriteAllBytes(path, reader.ReadCounted());
        return make(() => LayerWeights.Open(path));
    }
}
