namespace MLNetBert.Saving;

/// <summary>
/// A stage's part of a model file: its head, by which ML.NET finds the loader, and what the stage writes. One rule for all stages: a file
/// of the same or an older format loads; one that says that it needs a newer reader is refused.
/// </summary>
/// <param name="modelSignature">Exactly eight characters.</param>
/// <param name="loaderSignature">At most 24 characters; the name in the assembly's LoadableClass attribute.</param>
/// <param name="newest">The newest format of the stage. Raise it with a change in what the stage writes, and read all from then on.</param>
internal sealed class StageFile(string modelSignature, string loaderSignature, uint newest = StageFile.Oldest)
{
    /// <summary>From this format on a model file's content is in the zip once, by its hash, and the builder's folder is not named.</summary>
    public const uint Packed = 0x00010003;

    // Written as 0xMMMMNNNN, version M.N.
    private const uint Oldest = 0x00010001;

    /// <summary>Whether a stage has the contents of its model files as entries of their own.</summary>
    public static bool HasPackedFiles(ModelLoadContext context) => context.Header.ModelVerReadable >= Packed;

    /// <summary>Begins a stage's part.</summary>
    /// <param name="context">Where it goes.</param>
    /// <param name="version">The format that is written: the oldest that has all that the stage says.</param>
    public BinaryWriter Begin(ModelSaveContext context, uint version = Oldest)
    {
        ArgumentNullException.ThrowIfNull(context);
        MLNetInternals.SetVersionInfo(context, Info(version));
        return MLNetInternals.Writer(context);
    }

    /// <summary>Makes a stage from what was written, whoever wrote it.</summary>
    /// <exception cref="BadInputException">The file needs a newer reader, or is damaged.</exception>
    public T Read<T>(ModelLoadContext context, Func<SavedReader, T> make)
    {
        if (context.Header.ModelVerReadable > newest)
        {
            throw new BadInputException($"The saved pipeline's stage {loaderSignature} has format {Text(context.Header.ModelVerWritten)}, but this version of MLNetBert reads formats up to {Text(newest)}; update MLNetBert, or save the pipeline again with this version.")
            {
                Code = "saved.version",
            };
        }

        context.CheckAtModel(Info(newest));
        PackedFiles.CheckPacking(context.Repository);
        try
        {
            return make(new SavedReader(context.Reader.BaseStream));
        }
        catch (EndOfStreamException)
        {
            throw new BadInputException($"The saved pipeline was cut short inside its stage {loaderSignature} or the model files of it; copy the file again or save the pipeline again.") { Code = "saved.damaged" };
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException or OverflowException)
        {
            throw SavedReader.Damaged($"its stage {loaderSignature} cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    // The simple name, so that a model saved by one version of this library loads with another.
    private VersionInfo Info(uint version) => new(modelSignature, version, version, Oldest, typeof(StageFile).Assembly.GetName().Name!, loaderSignature);

    private static string Text(uint version) => $"{version >> 16}.{version & 0xFFFF}";
}
