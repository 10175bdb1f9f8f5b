using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLNetBert.Resampling;

namespace MLNetBert.Tests.Resampling;

/// <summary>A set of reference cases: tests/reference/resampling/NAME.zip, with arrays beside cases.json.</summary>
internal sealed partial class ReferenceData
{
    private readonly Dictionary<string, byte[]> _files = [];

    private ReferenceData(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(RepositoryFiles.Reference("resampling", name + ".zip"));
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            var memory = new MemoryStream();
            stream.CopyTo(memory);
            _files.Add(entry.Name, memory.ToArray());
        }

        using var document = JsonDocument.Parse(_files["cases.json"]);
        Cases = [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(element => element.Clone())];
    }

    public IReadOnlyList<JsonElement> Cases { get; }

    public static ReferenceData Open(string name) => new(name);

    /// <summary>A table in a gzip-compressed JSON file.</summary>
    public static JsonDocument Table(string name)
    {
        using FileStream file = File.OpenRead(RepositoryFiles.Reference("resampling", name + ".json.gz"));
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        return JsonDocument.Parse(gzip);
    }

    public FeatureMatrix Features(string file)
    {
        (int rows, int columns, double[] values) = Array(file);
        return new FeatureMatrix([.. values.Select(value => (float)value)], rows, columns);
    }

    public int[] Labels(string file) => [.. Array(file).Values.Select(value => (int)value)];

    /// <summary>An array of one or two dimensions; float32, float64 and int32 all fit into double.</summary>
    public (int Rows, int Columns, double[] Values) Array(string file)
    {
        byte[] bytes = _files[file];
        int length = BitConverter.ToUInt16(bytes, 8);
        string header = Encoding.ASCII.GetString(bytes, 10, length);
        int[] shape = [.. Shape().Match(header).Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        int rows = shape[0], columns = shape.Length > 1 ? shape[1] : 1, start = 10 + length;
        double[] values = Type().Match(header).Groups[1].Value switch
        {
            "<f4" => [.. Enumerable.Range(0, rows * columns).Select(i => (double)BitConverter.ToSingle(bytes, start + (4 * i)))],
            "<f8" => [.. Enumerable.Range(0, rows * columns).Select(i => BitConverter.ToDouble(bytes, start + (8 * i)))],
            "<i4" => [.. Enumerable.Range(0, rows * columns).Select(i => (double)BitConverter.ToInt32(bytes, start + (4 * i)))],
            var other => throw new InvalidDataException($"{file} holds {other}."),
        };
        return (rows, columns, values);
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Shape();

    [GeneratedRegex("'descr': '([^']*)'")]
    private static partial Regex Type();
}
