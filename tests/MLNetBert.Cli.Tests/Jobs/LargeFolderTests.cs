using MLNetBert.Shared.Jobs;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>The names in a job folder.</summary>
public sealed class LargeFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 0, "f/part-00000.parquet")]
    [InlineData(10_000, 9_999, "f/part-09999.parquet")]
    [InlineData(10_001, 9_999, "f/09/part-09999.parquet")]
    [InlineData(200_000, 123_456, "f/123/part-123456.parquet")]
    [InlineData(2_000_000, 123_456, "f/0123/part-0123456.parquet")]
    public void Many_parts_stand_in_subfolders(int parts, int part, string name) => Assert.Equal(name, new JobFolder("f", parts).Features(part));

    [Fact]
    public void A_job_of_many_parts_is_made_in_subfolders()
    {
        string input = _folder.Write("rows.txt", string.Concat(Enumerable.Range(0, 10_001).Select(i => $"mail {i}\n")));
        Job.Extract(input, "--out", _folder.File("job/"), "--rows-per-part", "1", "--shard", "0/2500");
        Assert.Equal(["00", "02", "05", "07", "10"], Directory.GetFiles(_folder.File("job"), "*.parquet", SearchOption.AllDirectories).Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)).Order(StringComparer.Ordinal));
        Assert.Equal(4, Job.Run("status", _folder.File("job"), "--json"));
    }
}
