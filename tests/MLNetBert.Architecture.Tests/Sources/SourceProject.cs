namespace MLNetBert.Tests.Architecture.Sources;

/// <summary>What the rules look at in a project: its sources, and what its project file says of other assemblies.</summary>
/// <param name="Name">The project's name, which is its assembly's.</param>
/// <param name="Files">Every source it compiles.</param>
/// <param name="References">The names of the projects under src that it refers to.</param>
/// <param name="Friends">The assemblies its project file shows its internals to.</param>
/// <param name="Usings">The using directives that its project file gives to every source.</param>
internal sealed record SourceProject(string Name, IReadOnlyList<SourceFile> Files, IReadOnlyList<string> References, IReadOnlyList<string> Friends, IReadOnlyList<string> Usings)
{
    /// <summary>A project of one folder of files, each "folder/file.cs" with its text: what the planted violations are written as.</summary>
    public static SourceProject Of(string name, params (string File, string Text)[] files) => new(
        name,
        [.. files.Select(file => new SourceFile($"src/{name}/{file.File}", System.IO.Path.GetDirectoryName(file.File)!, file.Text))],
        [],
        [],
        []);
}
