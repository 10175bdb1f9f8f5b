using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Output;

namespace MLNetBert.Cli.Tests.Output;

public class FeatureWriterTests
{
    private static readonly float[] Awkward = [0f, -0f, 1f / 3, float.Epsilon, float.MaxValue, -1e-10f, 16777217f, 1e20f];

    [Fact]
    public void Npy_holds_the_same_bits_and_the_ids_stand_beside_it()
    {
        using var folder = new TemporaryFolder();
        float[][] rows = RandomRows(300, 37);
        Write(folder.File("a.b.npy"), rows, i => $"id {i} é", 37);
        var npy = Npy.Read(folder.File("a.b.npy"));
        Assert.Equal([300, 37], npy.Shape);
        Assert.Equal(rows.SelectMany(row => row).Select(BitConverter.SingleToInt32Bits), npy.Values.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"id {i} é"), File.ReadAllLines(folder.File("a.b.ids.txt")));
        Assert.Equal(["a.b.ids.txt", "a.b.npy"], folder.Names());
    }

    [Theory]
    [InlineData("a.csv", ',')]
    [InlineData("a.tsv.gz", '\t')]
    public void Numbers_as_text_read_back_to_the_same_bits(string name, char separator)
    {
        using var folder = new TemporaryFolder();
        float[][] rows = [Awkward, .. RandomRows(50, Awkward.Length)];
        Write(folder.File(name), rows, i => $"{i}", Awkward.Length);
        string[] lines = Text(folder.File(name)).Split('\n');
        Assert.Equal(string.Join(separator, "id", "f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7"), lines[0]);
        Assert.Equal("", lines[^1]);
        Assert.Equal(
            rows.Select(row => row.Select(BitConverter.SingleToInt32Bits)),
            lines[1..^1].Select(line => line.Split(separator)[1..].Select(f => BitConverter.SingleToInt32Bits(float.Parse(f, CultureInfo.InvariantCulture)))));
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.tsv")]
    public void Any_id_comes_back_from_separated_values(string name)
    {
        Gen<string> id = Gen.Elements("\"", ",", "\t", "\n", "\r\n", "a", "é", " ", "").ArrayOf().Select(string.Concat);
        Check.QuickThrowOnFailure(Prop.ForAll(id.NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary(), ids =>
        {
            using var folder = new TemporaryFolder();
            Write(folder.File(name), [.. ids.Select(_ => new[] { 1f })], i => ids[i], 1);
            Assert.Equal(ids, Rows(folder.File(name)));
        }));

        static IEnumerable<string> Rows(string path) =>
            [.. new InputReader([path], null, new Columns(Text: "f0")).Rows().Select(row => row.Id)];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Json_lines_hold_the_same_bits(bool perToken)
    {
        using var folder = new TemporaryFolder();
        using (IFeatureWriter writer = FeatureWriters.Create(folder.File("a.jsonl.gz"), Headings.Of(4, perToken)))
        {
            writer.Write(Row("a\"é\n", false), Awkward);
            writer.Write(Row("12", true), Awkward.AsSpan(0, 4));
            writer.Complete();
        }

        JsonElement[] lines = [.. Text(folder.File("a.jsonl.gz")).Split('\n')[..^1].Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal("a\"é\n", lines[0].GetProperty("id").GetString());
        Assert.Equal(12, lines[1].GetProperty("id").GetInt32());
        JsonElement[] features = [.. lines[0].GetProperty("features").EnumerateArray()];
        JsonElement[] flat = perToken ? [.. features.SelectMany(token => token.EnumerateArray())] : features;
        Assert.Equal(perToken ? 2 : 8, features.Length);
        Assert.Equal(Awkward.Select(BitConverter.SingleToInt32Bits), flat.Select(value => BitConverter.SingleToInt32Bits(value.GetSingle())));
    }

    [Fact]
    public void Without_completion_nothing_is_left_and_what_was_there_stays()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.npy", "old");
        foreach (string name in new[] { "a.npy", "b.csv", "c.jsonl.gz", "d.idv" })
        {
            using IFeatureWriter writer = FeatureWriters.Create(folder.File(name), Headings.Of(1));
            for (int i = 0; i < 100_000; i++)
                writer.Write(Row("x", false), [1f]);
        }

        Assert.Equal(["a.npy"], folder.Names());
        Assert.Equal("old", File.ReadAllText(folder.File("a.npy")));
    }

    [Fact]
    public void A_link_is_written_through()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("deep"));
        File.CreateSymbolicLink(folder.File("a.csv"), folder.File("deep/b.csv"));
        folder.Write("deep/b.csv", "old");
        Write(folder.File("a.csv"), [[1f]], _ => "x", 1);
        Assert.Equal("id,f0\nx,1\n", File.ReadAllText(folder.File("deep/b.csv")));
        Assert.NotNull(new FileInfo(folder.File("a.csv")).LinkTarget);
    }

    [Theory]
    [InlineData("nowhere/a.npy", "does not exist; create it first.")]
    [InlineData("", "is a folder; name a file in it.")]
    [InlineData("/proc/a.csv", "cannot be written to")]
    public void Places_that_cannot_be_written_are_refused(string name, string sentence)
    {
        using var folder = new TemporaryFolder();
        string message = Assert.Throws<BadInputException>(() => FeatureWriters.Create(folder.File(name), Headings.Of(3)).Dispose()).Message;
        Assert.Contains(sentence, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", false, "does not tell the format")]
    [InlineData("a.feather", false, "does not tell the format")]
    [InlineData("a.parquet.gz", false, "compressed within")]
    [InlineData("a.gz", false, "does not tell the format")]
    [InlineData("a.npy.gz", false, "does not read zipped")]
    [InlineData("a.idv.gz", false, "does not read zipped")]
    [InlineData("a.npy", true, "--pooling none")]
    [InlineData("a.idv", true, "--pooling none")]
    [InlineData("a.csv", true, "--pooling none")]
    public void Outputs_that_cannot_hold_the_features_are_refused(string name, bool perToken, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<BadInputException>(() => FeatureWriters.Check(name, perToken)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_id_with_a_line_break_does_not_go_into_a_list_of_ids()
    {
        using var folder = new TemporaryFolder();
        using IFeatureWriter writer = FeatureWriters.Create(folder.File("a.npy"), Headings.Of(1));
        Assert.StartsWith("in.csv, row 3 (line 9): the id holds a line break", Assert.Throws<BadInputException>(() => writer.Write(Row("a\nb", false), [1f])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_named()
    {
        Assert.Equal("/dev/full: no space is left on the device; free some, or write elsewhere.", Assert.Throws<BadInputException>(() => Write("/dev/full", [[1f]], _ => "x", 1)).Message);
    }

    private static void Write(string path, float[][] rows, Func<int, string> id, int dimension)
    {
        FeatureWriters.Check(path, false);
        using IFeatureWriter writer = FeatureWriters.Create(path, Headings.Of(dimension));
        for (int i = 0; i < rows.Length; i++)
            writer.Write(Row(id(i), false), rows[i]);

        writer.Complete();
    }

    private static float[][] RandomRows(int count, int dimension)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() - 0.5) * random.Next(1, 1000)).ToArray())];
    }

    private static TextRow Row(string id, bool number) => new(id, number, "", null, "in.csv", 3, 9);

    private static string Text(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return new StreamReader(plain, Encoding.UTF8).ReadToEnd();
    }
}
