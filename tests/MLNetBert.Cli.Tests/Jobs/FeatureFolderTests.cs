namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>Job folders in C#.</summary>
public sealed class FeatureFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("float32")]
    [InlineData("float16")]
    public void Rows_are_those_of_one_run(string type)
    {
        string input = _folder.Write("rows.csv", Job.Csv(Job.Rows(25)));
        Job.Extract(input, "--out", _folder.File("job/"), "--rows-per-part", "10", "--dtype", type);
        Job.Extract(input, "--out", _folder.File("x.jsonl"));
        var folder = FeatureFolder.Open(_folder.File("job"));
        Assert.Equal((32, 3, 25L), (folder.Dimension, folder.PartCount, folder.InputRows));
        FeatureRow[] rows = [.. folder.ReadRows()];
        Assert.Equal(Job.Rows(25).Select(row => row.Id), rows.Select(row => row.Id));
        float[][] expected = [.. File.ReadLines(_folder.File("x.jsonl")).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("features").EnumerateArray().Select(value => value.GetSingle()).ToArray())];
        Assert.Equal(expected.SelectMany(row => row).Select(value => type == "float16" ? (float)(Half)value : value), rows.SelectMany(row => row.Features));
        Assert.Equal(rows.Skip(20).Select(row => row.Id), folder.ReadPart(2).Select(row => row.Id));
        using var model = BertModel.Open(TinyModel.Folder);
        Assert.Equal((new BertFeaturizer(model).Fingerprint.Value, Path.GetFileName(TinyModel.Folder)), (folder.Fingerprint, folder.Model));
    }

    [Fact]
    public void What_is_not_done_is_said()
    {
        Job.Extract(_folder.Write("rows.csv", Job.Csv(Job.Rows(25))), "--out", _folder.File("job/"), "--rows-per-part", "10", "--shard", "0/3");
        var folder = FeatureFolder.Open(_folder.File("job"));
        Assert.True(folder.IsDone(0));
        Assert.Equal((10, null), (folder.RowCount(0), folder.RowCount(1)));
        Assert.Contains("2 of its 3 parts are not done", Assert.Throws<BadInputException>(folder.ReadRows).Message, StringComparison.Ordinal);
        Assert.Contains("part 1 is not done", Assert.Throws<BadInputException>(() => folder.ReadPart(1)).Message, StringComparison.Ordinal);
        Assert.Equal(10, folder.ReadPart(0).Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => folder.ReadPart(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => folder.IsDone(-1));
        Assert.Contains("is no job folder", Assert.Throws<BadInputException>(() => FeatureFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => FeatureFolder.Open(null!));
    }
}
