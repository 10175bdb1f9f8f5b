namespace MLNetBert.Cli.Pull;

/// <summary>What is asked for.</summary>
/// <param name="Repository">OWNER/NAME.</param>
/// <param name="Revision">A branch, a tag or a commit.</param>
/// <param name="File">The .onnx; null for the usual one.</param>
/// <param name="Out">The full path of the folder to be made.</param>
internal sealed partial record PullRequest(string Repository, string Revision, string? File, string Out)
{
    private const int LongestName = 96;

    /// <summary>Checks what the user wrote.</summary>
    /// <exception cref="BadInputException">It cannot be the name of a repository or a folder.</exception>
    public static PullRequest Of(string repository, string revision, string? file, string target)
    {
        // huggingface_hub's utils/_validators.py; the oldest repositories have no owner.
        if (!Name().IsMatch(repository) || repository.Length > LongestName || repository.Contains("--", StringComparison.Ordinal) || repository.Contains("..", StringComparison.Ordinal))
            throw new BadInputException($"{repository} is no repository of a hub; give OWNER/NAME, such as sentence-transformers/all-MiniLM-L6-v2.") { Code = "option.value", Key = "REPOSITORY" };

        if (revision.Length == 0)
            throw new BadInputException("--revision is empty; give a branch, a tag or a commit.") { Code = "option.value", Key = "--revision" };

        if (target.Length == 0 || target.Contains('\0'))
            throw new BadInputException("--out is no name that a folder can have; name the folder to be made.") { Code = "option.value", Key = "--out" };

        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        return Path.GetFileName(folder).Length > 0
            ? new PullRequest(repository, revision, file, RegularFile.TargetOf(folder) ?? folder)
            : throw new BadInputException($"--out {target} is the root, and no folder to be made; name one in it.") { Code = "option.value", Key = "--out" };
    }

    [GeneratedRegex(@"^(?:[A-Za-z0-9_](?:[\w\-.]*[A-Za-z0-9_])?/)?[A-Za-z0-9_](?:[\w\-.]*[A-Za-z0-9_])?$", RegexOptions.ECMAScript)]
    private static partial Regex Name();
}
