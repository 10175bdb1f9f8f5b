using System.IO.Compression;
using Microsoft.ML;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>Saved pipelines: a number that says which entry of which archive, then the entry's bytes, since an archive's checksums would refuse all else.</summary>
internal sealed class SavedPipelineTarget : FuzzTarget
{
    private static readonly byte[][] Archives = [.. Directory.EnumerateFiles(RepositoryFiles.Reference("saved-models"), "*.zip").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public override string Name => "pipeline";

    public override IReadOnlyList<string> Words => ["../", "/dev/zero", "/etc/passwd", "\0", "model.onnx", "ModelFile", "\\ffff", "a/b"];

    public override IEnumerable<byte[]> Seeds()
    {
        for (int archive = 0; archive < Archives.Length; archive++)
        {
            using ZipArchive zip = new(new MemoryStream(Archives[archive]));
            for (int entry = 0; entry < zip.Entries.Count && entry < 256; entry++)
            {
                using MemoryStream bytes = new();
                using Stream content = zip.Entries[entry].Open();
                content.CopyTo(bytes);
                if (bytes.Length < 1 << 16)
                    yield return [(byte)archive, (byte)entry, .. bytes.ToArray()];
            }
        }
    }

    public override string Run(byte[] file, string folder)
    {
        if (file.Length < 2)
            return "";
        using MemoryStream changed = new();
        using (ZipArchive to = new(changed, ZipArchiveMode.Create, leaveOpen: true))
        using (ZipArchive from = new(new MemoryStream(Archives[file[0] % Archives.Length])))
        {
            for (int i = 0; i < from.Entries.Count; i++)
            {
                using Stream entry = to.CreateEntry(from.Entries[i].FullName, CompressionLevel.NoCompression).Open();
                // The schema is read by ML.NET alone, which can loop on a damaged one for ever (BinaryLoader.InitToc).
                bool damaged = i == file[1] % from.Entries.Count && from.Entries[i].FullName != "Schema";
                using Stream content = damaged ? new MemoryStream(file, 2, file.Length - 2) : from.Entries[i].Open();
                content.CopyTo(entry);
            }
        }

        changed.Position = 0;
        MLContext ml = new(seed: 1);
        ITransformer model = ml.Model.Load(changed, out DataViewSchema schema);
        using (model as IDisposable)
        {
            try
            {
                return $"{model.GetOutputSchema(schema).Count}";
            }
            catch (ArgumentException)
            {
                // A column of another name is a column that the data lack, which ML.NET's rules answer so.
                return "other columns";
            }
        }
    }
}
