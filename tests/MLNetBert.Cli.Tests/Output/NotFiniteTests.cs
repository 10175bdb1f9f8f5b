using System.Text;
using System.Text.Json;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Output;
using MLNetBert.Cli.Resampling;
using MLNetBert.Resampling;

namespace MLNetBert.Cli.Tests.Output;

/// <summary>Features that are NaN, infinite or as large as float32 can be, written in every format and read back.</summary>
public sealed class NotFiniteTests : IDisposable
{
    private static readonly float[] Special = [float.NaN, 1.5f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue, 1.8e38f, float.Epsilon];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.csv", false)]
    [InlineData("a.tsv", false)]
    [InlineData("a.csv.gz", false)]
    [InlineData("a.npy", false)]
    [InlineData("a.jsonl", true)]
    [InlineData("a.jsonl.gz", true)]
    public void Every_format_that_is_read_gives_back_what_was_written(string name, bool withoutInfinity)
    {
        Write(name);
        FeatureMatrix read = FeatureFile.Read(_folder.File(name), null, CancellationToken.None);
        float[] expected = withoutInfinity ? [.. Special.Select(value => float.IsFinite(value) ? value : float.NaN)] : Special;
        Assert.Equal(expected.Select(Bits), read.Row(0).ToArray().Select(Bits));
        Assert.Equal(1, read.Row(1)[0]);
    }

    [Fact]
    public void Json_lines_are_json_with_null_for_what_json_does_not_have()
    {
        Write("a.jsonl");
        string line = File.ReadLines(_folder.File("a.jsonl")).First();
        JsonElement[] values = [.. JsonDocument.Parse(line).RootElement.GetProperty("features").EnumerateArray()];
        Assert.Equal([true, false, true, true, false, false, false, false], values.Select(value => value.ValueKind == JsonValueKind.Null));
        Assert.Equal(float.MaxValue, values[4].GetSingle());
    }

    [Fact]
    public void Idv_keeps_the_bits()
    {
        Write("a.idv");
        Assert.Equal(Special.Select(Bits), Idv.Read(_folder.File("a.idv")).Vectors("Features")[0].Select(Bits));
    }

    [Fact]
    public void Text_has_the_names_that_pandas_reads()
    {
        Write("a.csv");
        Assert.Equal("x,NaN,1.5,Infinity,-Infinity,3.4028235E+38,-3.4028235E+38,1.8E+38,1E-45", File.ReadAllLines(_folder.File("a.csv"))[1]);
    }

    [Theory]
    [InlineData("a.csv", "f0,f1\n1,2\n1,3.5e38\n", "a.csv, row 2 (line 3): the column \"f1\" holds \"3.5e38\", which is beyond the range of float32")]
    [InlineData("a.tsv", "f0\tf1\n-1e400\t2\n", "a.tsv, row 1 (line 2): the column \"f0\" holds \"-1e400\", which is beyond the range of float32")]
    [InlineData("a.jsonl", "{\"features\":[1,2]}\n{\"features\":[1,1e39]}\n", "a.jsonl, line 2: number 2 of the key \"features\" is one which is beyond the range of float32")]
    public void A_number_that_float32_cannot_hold_is_refused_with_its_place(string name, string content, string sentence)
    {
        _folder.Write(name, content);
        BadInputException error = Assert.Throws<BadInputException>(() => FeatureFile.Read(_folder.File(name), null, CancellationToken.None));
        Assert.StartsWith($"{_folder.Path}/{sentence}", error.Message, StringComparison.Ordinal);
        Assert.Equal("row.value", error.Code);
    }

    [Theory]
    [InlineData("False", "(2, 3)", 4, "row 1, column 1")]
    [InlineData("True", "(2, 3)", 4, "row 0, column 2")]
    public void A_float64_that_float32_cannot_hold_is_refused_with_its_place(string fortran, string shape, int place, string where)
    {
        byte[] file = new byte[128 + (6 * sizeof(double))];
        file.AsSpan(0, 128).Fill((byte)' ');
        new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0 }.CopyTo(file, 0);
        Encoding.ASCII.GetBytes($"{{'descr': '<f8', 'fortran_order': {fortran}, 'shape': {shape}, }}", file.AsSpan(10));
        file[127] = (byte)'\n';
        BitConverter.TryWriteBytes(file.AsSpan(128), double.PositiveInfinity); // an infinity is what it says
        BitConverter.TryWriteBytes(file.AsSpan(128 + (place * sizeof(double))), -1e300);
        _folder.Write("a.npy", file);
        BadInputException error = Assert.Throws<BadInputException>(() => FeatureFile.Read(_folder.File("a.npy"), null, CancellationToken.None));
        Assert.StartsWith($"{_folder.File("a.npy")}: {where} (counted from 0) is -1E+300, which is beyond the range of float32", error.Message, StringComparison.Ordinal);
        Assert.Equal("row.value", error.Code);
    }

    private static int Bits(float value) => float.IsNaN(value) ? BitConverter.SingleToInt32Bits(float.NaN) : BitConverter.SingleToInt32Bits(value);

    private void Write(string name)
    {
        using IFeatureWriter writer = FeatureWriters.Create(_folder.File(name), Headings.Of(Special.Length));
        writer.Write(new TextRow("x", false, "", null, "in.csv", 1, 2), Special);
        writer.Write(new TextRow("y", false, "", null, "in.csv", 2, 3), [1, 2, 3, 4, 5, 6, 7, 8]);
        writer.Complete();
    }
}
