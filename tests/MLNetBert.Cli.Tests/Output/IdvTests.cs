using System.Text.Json;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Output;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.Output;

/// <summary>.idv against a file of ML.NET's own, and by the format's description.</summary>
public sealed class IdvTests : IDisposable
{
    private static readonly (string Id, float[] Features)[] Rows = [.. File.ReadLines(RepositoryFiles.Reference("idv", "rows.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Select(row => (row.GetProperty("id").GetString()!, row.GetProperty("features").EnumerateArray().Select(value => value.GetSingle()).ToArray()))];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Columns_and_blocks_are_those_that_ML_NET_writes()
    {
        Idv expected = Idv.Read(RepositoryFiles.Reference("idv", "rows.idv")), actual = Write(Rows, 3);
        AssertHolds(Rows, expected);
        Assert.Equal(expected.Rows, actual.Rows);
        Assert.Equal(
            expected.Columns.Select(column => (column.Name, column.Codec, Convert.ToHexString(column.Parameters))),
            actual.Columns.Select(column => (column.Name, column.Codec, Convert.ToHexString(column.Parameters))));
        Assert.Equal(expected.Columns.Select(column => Assert.Single(column.Blocks)), actual.Columns.Select(column => Assert.Single(column.Blocks)));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(512, 2)]
    [InlineData(513, 1)]
    [InlineData(1500, 384)]
    public void Rows_come_back_from_any_number_of_blocks(int count, int dimension)
    {
        // All bits, those of values that are no numbers too.
        var random = new Random(5);
        (string, float[])[] rows = [.. Enumerable.Range(0, count).Select(row =>
            (Rows[row % Rows.Length].Id, Enumerable.Range(0, dimension).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))).ToArray()))];
        AssertHolds(rows, Write(rows, dimension));
    }

    [Fact]
    public void Long_ids_come_back()
    {
        (string, float[])[] rows = [.. Enumerable.Range(0, 40).Select(row => (new string((char)('a' + row), row * 1000) + "é", new[] { (float)row }))];
        AssertHolds(rows, Write(rows, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    public void A_full_disk_is_named(int rows)
    {
        string message = Assert.Throws<BadInputException>(() => Write("/dev/full", [.. Enumerable.Repeat(Rows[0], rows)], 3)).Message;
        Assert.Equal("/dev/full: no space is left on the device; free some, or write elsewhere.", message);
    }

    private static void AssertHolds((string Id, float[] Features)[] rows, Idv file)
    {
        Assert.Equal(["Id", "Features"], file.Columns.Select(column => column.Name));
        Assert.Equal(rows.Select(row => row.Id), file.Texts("Id"));
        Assert.Equal(rows.Select(row => row.Features.Select(BitConverter.SingleToInt32Bits)), file.Vectors("Features").Select(row => row.Select(BitConverter.SingleToInt32Bits)));
    }

    private Idv Write((string, float[])[] rows, int dimension)
    {
        Write(_folder.File("a.idv"), rows, dimension);
        Assert.Equal(["a.idv"], _folder.Names());
        return Idv.Read(_folder.File("a.idv"));
    }

    // By the writer itself: what a device is written as, its name cannot tell.
    private static void Write(string path, (string Id, float[] Features)[] rows, int dimension)
    {
        using IFeatureWriter writer = new IdvFeatureWriter(path, dimension);
        foreach ((string id, float[] features) in rows)
            writer.Write(new TextRow(id, false, "", null, "in.csv", 1, 1), features);

        writer.Complete();
    }
}
