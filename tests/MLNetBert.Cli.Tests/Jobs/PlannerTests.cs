using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Cli.Input;
using MLNetBert.Cli.Jobs;
using MLNetBert.Cli.Tests.Input;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>The planning pass finds the rows where the readers find them, whatever is in the file.</summary>
public class PlannerTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("a\n\nb\n \nc", true)]
    [InlineData("a\n\nb\n \nc\n\n", true)]
    [InlineData("\uFEFFa\r\n\r\nb", true)]
    public void Lines_are_counted_as_they_are_read(string text, bool any)
    {
        foreach (bool blank in new[] { false, true })
        {
            (long Offset, long Line)[] rows = Scan(text, blank);
            Assert.Equal(any, rows.Length > 0);
            AssertLines(text, blank, rows);
        }
    }

    [Fact]
    public void Lines_of_any_length_are_counted_as_they_are_read() => Prop.ForAll(
        Gen.Choose(0, 4).Select(kind => kind switch { 0 => "\n", 1 => " ", 2 => "\r\n", 3 => "x", _ => "é" }).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary(),
        text =>
        {
            AssertLines(text, true, Scan(text, true));
            AssertLines(text, false, Scan(text, false));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_line_across_buffers_is_one_row()
    {
        string text = $"{new string(' ', 1_048_575)}x\n{new string('y', 2_000_000)}\n{new string(' ', 3_000_000)}\nz";
        Assert.Equal([(0L, 1L), (1_048_577L, 2L), (6_048_579L, 4L)], Scan(text, true));
    }

    [Fact]
    public void Every_record_of_a_csv_can_be_read_from_its_offset() => Prop.ForAll(
        Gen.Elements("a", "\"b\"", "\"c\nd\"", "\"e,\"\"f\"", "", "\"\r\"").Two().Select(fields => $"{fields.Item1},{fields.Item2}").ListOf().ToArbitrary(),
        Gen.Elements("\n", "\r\n", "\n\n").ToArbitrary(),
        (records, end) =>
        {
            string text = string.Concat(records.Prepend("\"te\nxt\",id").Select(record => record + end));
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            var found = new List<(long Offset, long Line)>();
            DelimitedRows.Scan(new MemoryStream(bytes), "a.csv", ',', (offset, line) => found.Add((offset, line)));
            List<TextRow> rows = records.Count == 0 ? [] : Rows.Of("a.csv", text, new Columns("te\nxt"));
            Assert.Equal(rows.Select(row => row.Line), found.Select(row => row.Line));
            Assert.All(rows.Zip(found), pair =>
            {
                // What starts there is a file of its own, with the header in front.
                string rest = Encoding.UTF8.GetString(bytes.AsSpan((int)pair.Second.Offset));
                Assert.Equal((pair.First.Id, pair.First.Text), Rows.Of("a.csv", $"\"te\nxt\",id\n{rest}", new Columns("te\nxt")).Select(row => (row.Id, row.Text)).First());
            });
        }).QuickCheckThrowOnFailure();

    private static (long Offset, long Line)[] Scan(string text, bool skipBlank)
    {
        var rows = new List<(long, long)>();
        LineScan.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), skipBlank, (offset, line) => rows.Add((offset, line)));
        return [.. rows];
    }

    // The reader of lines knows nothing of offsets; the bytes at an offset must begin with its line.
    private static void AssertLines(string text, bool skipBlank, (long Offset, long Line)[] rows)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string all = text.TrimStart('\uFEFF');
        var lines = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(all)), "a");
        int next = 0;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (skipBlank && line.TrimStart(" \t\r"u8).IsEmpty)
                continue;

            Assert.Equal(lines.Line, rows[next].Line);
            Assert.True(bytes.AsSpan((int)rows[next].Offset).StartsWith(line));
            next++;
        }

        Assert.Equal(next, rows.Length);
    }
}
