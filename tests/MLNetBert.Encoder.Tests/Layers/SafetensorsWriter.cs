using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MLNetBert.Encoder.Layers;

namespace MLNetBert.Tests.Layers;

/// <summary>Writes random weights under torch's names, for layers of sizes that the reference does not have.</summary>
internal static class SafetensorsWriter
{
    public static LayerWeights Random(int seed, params (string Name, int[] Shape)[] arrays) => LayerWeights.Open(Write(seed, arrays));

    /// <summary>The file, which is deleted when the process ends.</summary>
    public static string Write(int seed, params (string Name, int[] Shape)[] arrays)
    {
        Random random = new(seed);
        MemoryStream data = new();
        Dictionary<string, object> header = [];
        foreach ((string? name, int[]? shape) in arrays)
        {
            float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
            foreach (ref float value in values.AsSpan())
                value = (float)((random.NextDouble() - 0.5) * 0.4);
            header[name] = new { dtype = "F32", shape, data_offsets = new[] { data.Length, data.Length + (4L * values.Length) } };
            data.Write(MemoryMarshal.AsBytes<float>(values));
        }

        byte[] json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        string path = Path.Combine(Path.GetTempPath(), $"mlnetbert-{Guid.NewGuid():N}.safetensors");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json, .. data.ToArray()]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return path;
    }

    public static LayerWeights Recurrent(int seed, int gates, int inputs, int hidden) => Random(
        seed,
        [
            .. from layer in (int[])[0, 1]
               from end in (string[])["", "_reverse"]
               from array in ((string, int[])[])
               [
                   ($"weight_ih_l{layer}{end}", [gates * hidden, layer == 0 ? inputs : 2 * hidden]),
                   ($"weight_hh_l{layer}{end}", [gates * hidden, hidden]),
                   ($"bias_ih_l{layer}{end}", [gates * hidden]),
                   ($"bias_hh_l{layer}{end}", [gates * hidden]),
               ]
               select array,
        ]);
}
