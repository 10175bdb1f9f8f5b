namespace MLNetBert.Saving;

/// <summary>
/// A stage's part of a model file: its head, by which ML.NET finds the loader, and what the stage writes. One rule for all stages: a file
/// of the same or an older format loads; one that says that it needs a newer reader is refused.
/// </summary>
/// <param name="modelSignature">Exactly eight characters.</param>
/// <param name="loaderSignature">At most 24 characters; the name in the assembly's LoadableClass attribute.</param>
internal sealed class StageFile(string modelSignature, string loaderSignature)
{
    // Written as 0xMMMMNNNN, version M.N. Raise it with the first change in what a stage writes, and read both from then on.
    private const uint Version = 0x00010001;
    private const uint Oldest = 0x00010001;

    // The simple name, so that a model saved by one version of this library loads with another.
    private VersionInfo Info => new(modelSignature, Version, Version, Oldest, typeof(StageFile).Assembly.GetName().Name!, loaderSignature);

    public BinaryWriter Begin(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        MLNetInternals.SetVersionInfo(context, Info);
        return MLNetInternals.Writer(context);
    }

    /// <exception cref="BadInputException">The file needs a newer reader.</exception>
    public BinaryReader Begin(ModelLoadContext context)
    {
        if (context.Header.ModelVerReadable > Version)
        {
            throw new BadInputException($"The saved pipeline's stage {loaderSignature} has format {Text(context.Header.ModelVerWritten)}, but this version of MLNetBert reads formats up to {Text(Version)}; update MLNetBert, or save the pipeline again with this version.")
            {
                Code = "saved.version",
            };
        }

        context.CheckAtModel(Info);
        return context.Reader;
    }

    private static string Text(uint version) => $"{version >> 16}.{version & 0xFFFF}";
}
