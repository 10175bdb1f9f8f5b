using MLNetBert.Encoder.Layers;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>Files of layers' weights.</summary>
internal sealed class WeightsTarget(string extension) : FuzzTarget
{
    public override string Name => extension;

    public override IReadOnlyList<string> Words => ["\"data_offsets\":[0,4]", "\"shape\":[1,1]", "\"dtype\":\"F32\"", "'descr': '<f4'", "'shape': (", "__metadata__", "ctorch._utils\n_rebuild_tensor_v2\n", "cos\nsystem\n", "ccollections\nOrderedDict\n)R", "ctorch\nHalfStorage\n", "tQ", ")R"];

    public override IEnumerable<byte[]> Seeds() => Directory.EnumerateFiles(RepositoryFiles.Reference(extension == "bin" ? "modules" : "layers"), $"*.{extension}").Select(File.ReadAllBytes).Where(file => file.Length < 10_000);

    public override string Run(byte[] file, string folder)
    {
        string path = Path.Combine(folder, $"weights.{extension}");
        File.WriteAllBytes(path, file);
        WeightFile weights = extension switch { "npz" => NpzFile.Open(path), "bin" => TorchFile.Open(path), _ => SafetensorsFile.Open(path) };
        int values = 0;
        foreach (WeightArray array in weights.Arrays.Values)
            values += weights.Read(array).Length;
        return $"{weights.Arrays.Count} {values.ToString("x").Length}";
    }
}
