using System.Runtime.CompilerServices;
using MLNetBert.Tests;

namespace Documents;

/// <summary>
/// The folder in which snippets and commands run: laid out as a fresh clone is, with fewer mails, so that what the pages show runs in seconds.
/// </summary>
internal static class Workspace
{
    public static string Folder { get; } = Directory.CreateTempSubdirectory("mlnetbert-documents-").FullName;

    [ModuleInitializer]
    internal static void Enter()
    {
        FillWith(Folder);
        Environment.CurrentDirectory = Folder;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            Environment.CurrentDirectory = Path.GetTempPath();
            Directory.Delete(Folder, recursive: true);
        };
    }

    /// <summary>Every fifteenth mail, in samples/data as in a clone and as mail.csv; the models.</summary>
    public static void FillWith(string folder)
    {
        string data = Directory.CreateDirectory(Path.Combine(folder, "samples", "data")).FullName;
        string[] mails = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv"));
        string[] some = [.. mails.Where((_, i) => i % 15 == 0)];
        File.WriteAllLines(Path.Combine(data, "mail-subjects.csv"), some);
        File.WriteAllLines(Path.Combine(folder, "mail.csv"), some);
        Directory.CreateSymbolicLink(Path.Combine(folder, "models"), Path.Combine(RepositoryFiles.Root, "models"));
    }
}
