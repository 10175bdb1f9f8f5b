using System.Diagnostics.CodeAnalysis;

namespace MLNetBert.Shared.Files;

/// <summary>Where the files that packages bring lie: beside the application, else beside this assembly, where a host has loaded it from elsewhere.</summary>
internal static class ProgramFolders
{
    public static IEnumerable<string> All => Beside is { } beside && beside != Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)
        ? [AppContext.BaseDirectory, beside]
        : [AppContext.BaseDirectory];

    /// <summary>Null in an application of a single file, which has only the first.</summary>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "There it is empty, and is not needed.")]
    private static string? Beside => typeof(ProgramFolders).Assembly.Location is { Length: > 0 } location ? Path.GetDirectoryName(location) : null;
}
