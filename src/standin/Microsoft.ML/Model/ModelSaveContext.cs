using System.IO.Compression;
using System.Text;

namespace Microsoft.ML;

/// <summary>Where a component writes its part of a model file: a header of its own, then what it likes.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal const string EntryName = "Model.key";
    internal readonly BinaryWriter Writer;
    private readonly ZipArchive _archive;
    private readonly string _directory;
    private VersionInfo _version;

    private ModelSaveContext(ZipArchive archive, string directory)
    {
        _archive = archive;
        _directory = directory;
        Writer = new BinaryWriter(new MemoryStream(), Encoding.UTF8);
    }

    public void Dispose() => Writer.Dispose();

    internal void CheckAtModel()
    {
    }

    internal void SetVersionInfo(VersionInfo ver) => _version = ver;

    internal void SaveModel(ICanSaveModel component, string name) => Save(_archive, component, $"{_directory}/{name}");

    internal static void Save(ZipArchive archive, ICanSaveModel component, string directory)
    {
        using var ctx = new ModelSaveContext(archive, directory);
        component.Save(ctx);
        if (ctx._version.ModelSignature == null)
            throw new InvalidOperationException("ModelSignature not specified!");
        ctx.Writer.Flush();
        using var entry = new BinaryWriter(archive.CreateEntry($"{directory}/{EntryName}", CompressionLevel.Fastest).Open(), Encoding.UTF8);
        entry.Write(ctx._version.ModelSignature);
        entry.Write(ctx._version.VerWrittenCur);
        entry.Write(ctx._version.VerReadableCur);
        entry.Write(ctx._version.LoaderSignature);
        entry.Write(ctx._version.LoaderAssemblyName);
        ctx.Writer.BaseStream.Position = 0;
        entry.Write(ctx.Writer.BaseStream.Length);
        entry.Flush();
        ctx.Writer.BaseStream.CopyTo(entry.BaseStream);
    }
}
