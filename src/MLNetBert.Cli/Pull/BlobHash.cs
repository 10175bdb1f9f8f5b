using System.Security.Cryptography;

namespace MLNetBert.Cli.Pull;

/// <summary>The hash by which the hub knows a file's content: SHA-256 for files of Git LFS, else git's own id of a blob.</summary>
internal sealed class BlobHash : IDisposable
{
    private readonly IncrementalHash _hash;

    /// <summary>Begins, with nothing of the content.</summary>
    public BlobHash(HubFile file)
    {
        _hash = IncrementalHash.CreateHash(file.IsLfs ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        StartOver(file);
    }

    /// <summary>Forgets what was added.</summary>
    public void StartOver(HubFile file)
    {
        _ = _hash.GetHashAndReset();
        if (!file.IsLfs)
            _hash.AppendData(Encoding.ASCII.GetBytes($"blob {file.Size}\0"));
    }

    /// <summary>The next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>The bytes of a file from where it is to its end.</summary>
    public void Add(Stream content, CancellationToken cancellation)
    {
        byte[] buffer = new byte[1 << 17];
        while (content.Read(buffer) is var count and > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            Add(buffer.AsSpan(0, count));
        }
    }

    /// <summary>The hash, in small hexadecimal digits.</summary>
    public string End() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    /// <summary>Whether there is a file of that content.</summary>
    public static bool Matches(HubFile file, string path, CancellationToken cancellation)
    {
        if (FileStatus.Of(path) is not { Kind: FileKind.Regular } status || status.Length != file.Size)
            return false;

        using FileStream content = RegularFile.Open(path);
        using var hash = new BlobHash(file);
        hash.Add(content, cancellation);
        return hash.End() == file.Hash;
    }
}
