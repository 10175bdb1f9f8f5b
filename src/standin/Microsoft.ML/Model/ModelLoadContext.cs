using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component reads its part of a model file.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    public readonly BinaryReader Reader;
    private readonly ZipArchive _archive;
    private readonly string _directory;
    private readonly string _modelSignature;
    private readonly uint _written;
    private readonly uint _readable;
    private readonly string _loaderSignature;
    private readonly string _loaderAssembly;

    private ModelLoadContext(ZipArchive archive, string directory)
    {
        _archive = archive;
        _directory = directory;
        var entry = archive.GetEntry($"{directory}/{ModelSaveContext.EntryName}")
            ?? throw new FormatException($"Corrupt model file: it has no '{directory}/{ModelSaveContext.EntryName}'.");
        using var reader = new BinaryReader(entry.Open(), Encoding.UTF8);
        _modelSignature = reader.ReadString();
        _written = reader.ReadUInt32();
        _readable = reader.ReadUInt32();
        _loaderSignature = reader.ReadString();
        _loaderAssembly = reader.ReadString();
        var payload = new MemoryStream(checked((int)reader.ReadInt64()));
        reader.BaseStream.CopyTo(payload);
        payload.Position = 0;
        Reader = new BinaryReader(payload, Encoding.UTF8);
    }

    public void Dispose() => Reader.Dispose();

    public void CheckAtModel(VersionInfo ver)
    {
        if (_modelSignature != ver.ModelSignature)
            throw new FormatException("Unknown file type");
        if (_readable > ver.VerWrittenCur)
            throw new FormatException($"'{ver.LoaderSignature}' cannot be read: the model is too new.");
        if (_written < ver.VerWeCanReadBack)
            throw new FormatException($"'{ver.LoaderSignature}' cannot be read: the model is too old.");
    }

    internal ITransformer LoadModel(IHostEnvironment env, string name) => Load(_archive, env, $"{_directory}/{name}");

    internal static ITransformer Load(ZipArchive archive, IHostEnvironment env, string directory)
    {
        using var ctx = new ModelLoadContext(archive, directory);
        var assembly = Assembly.Load(ctx._loaderAssembly);
        var loader = assembly.GetCustomAttributes<LoadableClassAttribute>()
            .FirstOrDefault(a => a.SigType == typeof(SignatureLoadModel) && a.LoadNames.Contains(ctx._loaderSignature))
            ?? throw new FormatException($"Unknown loadable class: {ctx._loaderSignature}");
        var create = loader.LoaderType.GetMethod("Create", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly,
            [typeof(IHostEnvironment), typeof(ModelLoadContext)])
            ?? throw new FormatException($"{loader.LoaderType} has no method Create to load from a model file.");
        try
        {
            return (ITransformer)create.Invoke(null, [env, ctx]);
        }
        catch (TargetInvocationException e)
        {
            throw new InvalidOperationException($"Error loading '{ctx._loaderSignature}': {e.InnerException.Message}", e.InnerException);
        }
    }
}
