using System.IO.Compression;
using System.Text;
using MLNetBert.Cli.Input;

namespace MLNetBert.Cli.Tests.Input;

public class InputFileTests
{
    [Fact]
    public void Every_line_of_a_text_file_is_a_row()
    {
        Assert.Equal(["a", "", " b ", "c\rd", "e"], Rows.Of("a.txt", "\uFEFFa\r\n\n b \nc\rd\ne").Select(row => row.Text));
        Assert.Equal(["a", ""], Rows.Of("a.txt", "a\n\n").Select(row => row.Text));
        Assert.Equal("a.txt, line 2", Rows.Of("a.txt", "a\nb")[1].Where.Split('/')[^1]);
    }

    [Theory]
    [InlineData("a.txt.gz")]
    [InlineData("a.txt")]
    public void Gzip_is_told_by_its_bytes_and_may_have_several_members(string name) =>
        Assert.Equal(["one", "two"], Rows.Of(name, [.. Zipped("one\n"), .. Zipped("two\n")]).Select(row => row.Text));

    [Fact]
    public void Lines_longer_than_any_buffer_stay_whole()
    {
        string[] lines = ["short", new string('x', 200_000) + "é", "", new string('y', 70_000)];
        Assert.Equal(lines, Rows.Of("a.txt", string.Join('\n', lines)).Select(row => row.Text));
    }

    [Theory]
    [InlineData("1234567", true)]
    [InlineData("12345678", false)]
    [InlineData("12345678\n1", false)]
    [InlineData("1\n2\n12345678", false)]
    public void A_line_beyond_the_limit_is_refused(string text, bool fits)
    {
        var lines = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a.txt", longest: 7);
        if (fits)
        {
            Assert.True(lines.TryRead(out ReadOnlySpan<byte> line));
            Assert.Equal(text, Encoding.UTF8.GetString(line));
            return;
        }

        BadInputException refused = Assert.Throws<BadInputException>(() =>
        {
            while (lines.TryRead(out _))
            {
            }
        });
        Assert.StartsWith($"a.txt, line {text.TrimEnd('1').Count(c => c == '\n') switch { 2 => 3, _ => 1 }}: the line is longer than 7 bytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_inputs_are_read_in_order_and_numbered_together()
    {
        using var folder = new TemporaryFolder();
        var reader = new InputReader([folder.Write("b.txt", "x\ny"), folder.Write("a.csv", "text\nz"), folder.Write("c.jsonl", "{\"id\": \"c\", \"text\": \"w\"}")], null, new Columns());
        Assert.Equal([("0", "x"), ("1", "y"), ("2", "z"), ("c", "w")], reader.Rows().Select(row => (row.Id, row.Text)));
        Assert.Equal(4, reader.RowsRead);
        Assert.Equal(reader.TotalBytes, reader.BytesRead);
    }

    [Fact]
    public void Unusable_files_are_refused()
    {
        byte[] zipped = Zipped(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i * 7919}\n")));
        Assert.StartsWith("a.txt.gz is broken gzip", Rows.Refusal("a.txt.gz", zipped[..^20]), StringComparison.Ordinal);
        Assert.Equal("a.txt is empty; give an input with at least one row.", Rows.Refusal("a.txt", ""));
        Assert.StartsWith("a.txt, line 1: byte 0xFF at offset 0 is not valid UTF-8 (it looks like UTF-16)", Rows.Refusal("a.txt", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a")).ToArray()), StringComparison.Ordinal);
        Assert.StartsWith("a.csv, line 3: byte 0xE9 at offset 11 is not valid UTF-8", Rows.Refusal("a.csv", Encoding.Latin1.GetBytes("text\nabc\n12\u00E9,\n")), StringComparison.Ordinal);
        Assert.Contains("the ending does not tell the format", Rows.Refusal("a.xlsx", "x"), StringComparison.Ordinal);
        Assert.Contains("has no column \"q\"", Rows.Refusal("a.txt", "x", new Columns(Text: "q")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"text\": \"a\"}\n", "Jsonl")]
    [InlineData("id,text\n1,a\n", "Csv")]
    [InlineData("\uFEFF\"id\",\"text\"\r\n1,a\r\n", "Csv")]
    [InlineData("id\ttext, or\n", "Txt")]
    [InlineData("id\ttext\tlabel\n", "Tsv")]
    [InlineData("text\n1\n", "Csv")]
    [InlineData("Dear text, hello\n", "Txt")]
    public void Standard_input_is_told_by_its_first_line(string start, string format) =>
        Assert.Equal(format, FormatSniffer.Tell(Encoding.UTF8.GetBytes(start), new Columns()).ToString());

    private static byte[] Zipped(string text)
    {
        var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
