namespace Microsoft.ML;

/// <summary>Says which class of an assembly loads the parts of model files that bear a name.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute(Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames)
    : Attribute
{
    public LoadableClassAttribute(Type instType, Type argType, Type sigType, string userName, params string[] loadNames)
        : this(instType, instType, argType, sigType, userName, loadNames)
    {
    }

    public Type InstanceType { get; } = instType;

    public Type LoaderType { get; } = loaderType;

    public Type ArgType { get; } = argType;

    public Type SigType { get; } = sigType;

    public string UserName { get; } = userName;

    public string[] LoadNames { get; } = loadNames;
}

/// <summary>The kind of loader that reads a model from a <see cref="ModelLoadContext"/>.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);
