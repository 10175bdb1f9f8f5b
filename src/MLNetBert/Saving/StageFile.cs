using Microsoft.ML;

namespace MLNetBert.Saving;

/// <summary>A stage's part of a model file: its head, by which ML.NET finds the loader, and what the stage writes.</summary>
/// <param name="modelSignature">Exactly eight characters.</param>
/// <param name="loaderSignature">At most 24 characters; the name in the assembly's LoadableClass attribute.</param>
internal sealed class StageFile(string modelSignature, string loaderSignature)
{
    private const uint Version = 0x00010001;

    // The simple name: a model saved by one version of this library loads with another.
    private VersionInfo Info => new(modelSignature, Version, Version, Version, typeof(StageFile).Assembly.GetName().Name!, loaderSignature);

    public BinaryWriter Begin(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        MLNetInternals.SetVersionInfo(context, Info);
        return MLNetInternals.Writer(context);
    }

    public BinaryReader Begin(ModelLoadContext context)
    {
        context.CheckAtModel(Info);
        return context.Reader;
    }
}
