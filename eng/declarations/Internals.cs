namespace Microsoft.ML;

/// <summary>The delegate whose parameters a loader's Create takes.</summary>
public delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Says which class of an assembly loads the parts of model files that bear a name.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class LoadableClassAttribute : Attribute
{
    public LoadableClassAttribute(Type instType, Type? argType, Type sigType, string userName, params string[] loadNames) => throw null!;
}

/// <summary>What a component writes of itself at the head of its part of a model file.</summary>
public readonly struct VersionInfo
{
    public VersionInfo(string modelSignature, uint verWrittenCur, uint verReadableCur, uint verWeCanReadBack,
        string loaderAssemblyName, string? loaderSignature = null, string? loaderSignatureAlt = null) => throw null!;
}

/// <summary>Where a component reads its part of a model file.</summary>
public sealed class ModelLoadContext
{
    public readonly RepositoryReader Repository = null!;

    public readonly BinaryReader Reader = null!;

    public ModelHeader Header;

    public void CheckAtModel(VersionInfo ver) => throw null!;
}

/// <summary>What stands at the head of a component's part of a model file.</summary>
public struct ModelHeader
{
    public uint ModelVerWritten;

    public uint ModelVerReadable;
}

/// <summary>A model file: a zip whose entries are unpacked to a temporary folder as they are asked for.</summary>
public abstract class Repository
{
    /// <summary>A part of it.</summary>
    public sealed class Entry : IDisposable
    {
        public Stream Stream => throw null!;

        public void Dispose() => throw null!;
    }
}

/// <summary>A model file that is written.</summary>
public sealed class RepositoryWriter : Repository
{
    public Entry CreateEntry(string name) => throw null!;
}

/// <summary>A model file that is read.</summary>
public sealed class RepositoryReader : Repository
{
}
