using System.Security.Cryptography;

namespace MLNetBert.Cli.Jobs;

/// <summary>Hashes what is read through it (SHA-256).</summary>
internal sealed class HashedStream(Stream inner) : ReadStream(inner)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How many bytes have been read.</summary>
    public long Bytes { get; private set; }

    /// <summary>The hash of a file's bytes.</summary>
    public static string Of(string path)
    {
        using var hashed = new HashedStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan));
        return hashed.Finish();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = Inner.Read(buffer);
        _hash.AppendData(buffer[..count]);
        Bytes += count;
        return count;
    }

    /// <summary>Reads what is left, and gives the hash of everything in hexadecimal digits.</summary>
    public string Finish()
    {
        byte[] rest = new byte[1 << 20];
        while (Read(rest) > 0)
        {
        }

        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }
}
