namespace MLNetBert.Cli.Files;

/// <summary>One step of an <see cref="OutputPlan"/>: a finished file takes the place of an old one, which is kept under a third name until all steps are done.</summary>
/// <param name="Name">The target as the user named it, for messages.</param>
/// <param name="Temporary">The finished file; it is there as long as the step is not done.</param>
/// <param name="Target">The name that it gets.</param>
/// <param name="Backup">The name that the old file has afterwards.</param>
/// <param name="New">The finished file's stamp.</param>
/// <param name="Old">The old file's; null if there is none.</param>
internal sealed record PlannedRename(string Name, string Temporary, string Target, string Backup, FileStamp New, FileStamp? Old)
{
    /// <summary>How many texts a step is kept as.</summary>
    public const int Fields = 6;

    /// <summary>Whether files are as they were planned, before the step or after it: nobody has written to them since.</summary>
    public bool IsAsPlanned => File.Exists(Temporary) ? FileStamp.Of(Target) == Old : IsDone;

    private bool IsDone => !File.Exists(Temporary) && FileStamp.Of(Target)?.IsFileOf(New) == true;

    /// <summary>The step for a finished file.</summary>
    public static PlannedRename Of(TemporaryFile file, string name) => new(
        name,
        file.Path,
        file.Target,
        TemporaryFile.NewPath(Path.GetDirectoryName(file.Target)!, ".old"),
        FileStamp.Of(file.Path) ?? throw new FileNotFoundException(null, file.Path),
        FileStamp.Of(file.Target));

    /// <summary>The step as <see cref="ToTexts"/> gave it; null if it is something else.</summary>
    public static PlannedRename? FromTexts(ReadOnlySpan<string> texts) =>
        FileStamp.Parse(texts[4]) is { } written ? new PlannedRename(texts[0], texts[1], texts[2], texts[3], written, FileStamp.Parse(texts[5])) : null;

    /// <summary>The step as texts without NUL, which no path can have.</summary>
    public string[] ToTexts() => [Name, Temporary, Target, Backup, New.ToString(), Old?.ToString() ?? ""];

    /// <summary>Does it. There is a file of that name at every moment.</summary>
    public void Do()
    {
        if (IsDone)
            return;

        // Two runs that write the same files at the same time would else leave one's features beside the other's ids.
        if (FileStamp.Of(Target) != Old)
            throw new IOException("another process has written it in the meantime");

        if (File.Exists(Target))
            File.Replace(Temporary, Target, Backup);
        else
            File.Move(Temporary, Target);
    }

    /// <summary>Undoes it if it was done. The answer is whether the old file, or none, is in its place.</summary>
    public bool TryUndo()
    {
        try
        {
            if (!IsDone)
                File.Delete(Backup);
            else if (File.Exists(Backup))
                File.Replace(Backup, Target, Temporary);
            else if (Old == null)
                File.Move(Target, Temporary);
            else
                return false;

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
