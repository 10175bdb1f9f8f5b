using MLNetBert.Cli.Pull;

namespace MLNetBert.Cli.Tests.Pull;

/// <summary>Hashes that are known elsewhere: git hash-object's, and those of FIPS 180-2.</summary>
public sealed class HashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", false)]
    [InlineData("hello\n", "ce013625030ba8dba906f756967f9e9ca394464a", false)]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", true)]
    public void Are_gits_and_sha256(string content, string hash, bool isLfs)
    {
        string path = _folder.Write("file", content);
        Assert.True(BlobHash.Matches(new HubFile("file", content.Length, hash, isLfs), path, default));
        Assert.False(BlobHash.Matches(new HubFile("file", content.Length + 1, hash, isLfs), path, default));
        Assert.False(BlobHash.Matches(new HubFile("file", content.Length, new string('0', hash.Length), isLfs), path, default));
        Assert.False(BlobHash.Matches(new HubFile("none", content.Length, hash, isLfs), _folder.File("none"), default));
    }
}
