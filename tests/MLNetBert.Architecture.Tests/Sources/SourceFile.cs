namespace MLNetBert.Tests.Architecture.Sources;

/// <summary>A source file as a project compiles it.</summary>
/// <param name="Path">Where it is, relative to the repository, with forward slashes.</param>
/// <param name="Folder">The folder the project sees it in: empty for the root directory, <c>Shared/Json</c> for a linked file.</param>
/// <param name="Text">Its contents.</param>
internal sealed record SourceFile(string Path, string Folder, string Text);
