namespace MLNetBert.Tests;

/// <summary>Finds files of the checkout from a test's output folder.</summary>
internal static class RepositoryFiles
{
    public static readonly string Root = FindRoot();

    /// <summary>A file or folder under tests/reference.</summary>
    public static string Reference(params string[] parts) => Path.Combine([Root, "tests", "reference", .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MLNetBert.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No MLNetBert.sln above {AppContext.BaseDirectory}.");
    }
}
