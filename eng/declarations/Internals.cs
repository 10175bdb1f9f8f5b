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
