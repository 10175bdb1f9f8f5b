namespace MLNetBert.Cli.Files;

/// <summary>
/// Gives several finished files their names as one: what is going to be done stands in a file beside the first of them before anything
/// is done. A rename that fails is undone, with those before it; after a kill, the next run in that folder finishes what it finds.
/// </summary>
internal sealed class OutputPlan
{
    /// <summary>How the names of plans end.</summary>
    public const string Suffix = ".plan";

    private const string Version = "mlnetbert 1";
    private const string Done = "\0done";

    private readonly FileStream _file;
    private readonly string _path;
    private readonly IReadOnlyList<PlannedRename> _steps;
    private readonly bool _isDone;

    private OutputPlan(FileStream file, string path, IReadOnlyList<PlannedRename> steps, bool isDone) => (_file, _path, _steps, _isDone) = (file, path, steps, isDone);

    /// <summary>Writes a plan to the disk, then does all its steps or, if one fails, none. The exception is that of the step.</summary>
    public static void CarryOut(IReadOnlyList<PlannedRename> steps)
    {
        using TemporaryFile file = Write(steps);
        new OutputPlan(file.Content, file.Target, steps, isDone: false).DoAll();
    }

    /// <summary>Writes a plan to the disk; it is locked until it is disposed of.</summary>
    public static TemporaryFile Write(IReadOnlyList<PlannedRename> steps)
    {
        var file = TemporaryFile.Create(TemporaryFile.NewPath(Path.GetDirectoryName(steps[0].Target)!, Suffix));
        try
        {
            file.Content.Write(Encoding.UTF8.GetBytes(string.Join('\0', [Version, .. steps.SelectMany(step => step.ToTexts())])));
            file.Finish();
            File.Move(file.Path, file.Target);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a plan; null if it is that of another version.</summary>
    public static OutputPlan? Read(FileStream file)
    {
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        string text = Encoding.UTF8.GetString(content);
        bool isDone = text.EndsWith(Done, StringComparison.Ordinal);
        string[] texts = (isDone ? text[..^Done.Length] : text).Split('\0');
        if (texts[0] != Version || texts.Length % PlannedRename.Fields != 1)
            return null;

        PlannedRename?[] steps = [.. texts.Skip(1).Chunk(PlannedRename.Fields).Select(step => PlannedRename.FromTexts(step))];
        return steps.Contains(null) ? null : new OutputPlan(file, file.Name, steps!, isDone);
    }

    /// <summary>Brings a killed run's files into one state: that after the plan if it can be carried out, else that before it.</summary>
    public void Settle()
    {
        if (_isDone)
            CleanUp();
        else if (_steps.All(step => step.IsAsPlanned))
            DoAll();
        else
            Undo();
    }

    private void DoAll()
    {
        try
        {
            foreach (PlannedRename step in _steps)
                OutputErrors.Explain(step.Name, step.Do);

            _file.Write(Encoding.UTF8.GetBytes(Done));
            Disk.Flush(_file.SafeFileHandle);
        }
        catch
        {
            Undo();
            throw;
        }

        CleanUp();
    }

    // If a step cannot be undone, the plan stays for the next run.
    private void Undo()
    {
        if (_steps.Reverse().Count(step => !step.TryUndo()) == 0)
            File.Delete(_path);
    }

    private void CleanUp()
    {
        try
        {
            foreach (PlannedRename step in _steps)
                File.Delete(step.Backup);

            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // All have their names; the next run deletes the rest.
        }
    }
}
