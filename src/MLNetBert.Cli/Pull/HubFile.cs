namespace MLNetBert.Cli.Pull;

/// <summary>A file of a repository.</summary>
/// <param name="Path">Its path there, with slashes.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Hash">The hash of its content, in small hexadecimal digits.</param>
/// <param name="IsLfs">Whether that is the SHA-256 of a file of Git LFS, or else git's id of a blob.</param>
internal sealed record HubFile(string Path, long Size, string Hash, bool IsLfs);
