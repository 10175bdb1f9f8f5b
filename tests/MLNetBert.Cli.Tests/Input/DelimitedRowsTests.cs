using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Cli.Input;

namespace MLNetBert.Cli.Tests.Input;

public class DelimitedRowsTests
{
    [Theory]
    [InlineData("a.csv", ',', "\n")]
    [InlineData("a.csv", ',', "\r\n")]
    [InlineData("a.tsv", '\t', "\n")]
    [InlineData("a.tsv", '\t', "\r\n")]
    public void Any_texts_in_quotes_come_back(string name, char separator, string newline)
    {
        Gen<string> text = Gen.Elements("\"", ",", "\t", "\n", "\r\n", "a", "é", "\u732B", "\U0001F600", " ", "").ArrayOf().Select(string.Concat);
        Gen<(string Id, string Text)[]> rows = text.Two().Select(pair => (pair.Item1, pair.Item2)).NonEmptyListOf().Select(list => list.ToArray());
        Check.QuickThrowOnFailure(Prop.ForAll(rows.ToArbitrary(), expected =>
        {
            string Line(string a, string b, string c) => string.Join(separator, new[] { a, b, c }.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
            string file = string.Join(newline, expected.Select(row => Line(row.Text, "other", row.Id)).Prepend($"text{separator}label{separator}id"));
            Assert.Equal(expected, Rows.Of(name, file).Select(row => (row.Id, row.Text)));
        }));
    }

    [Fact]
    public void Lines_and_rows_are_counted_as_a_person_sees_them()
    {
        List<TextRow> rows = Rows.Of("a.csv", "text,n\n\"two\nlines\",1\n\nlast,2");
        Assert.Equal([(1L, 2L), (2L, 5L)], rows.Select(row => (row.Row, row.Line)));
        Assert.Equal(["two\nlines", "last"], rows.Select(row => row.Text));
    }

    [Fact]
    public void Without_an_id_column_rows_are_numbered_from_0()
    {
        Assert.Equal([("0", true), ("1", true)], Rows.Of("a.csv", "text\nx\ny\n").Select(row => (row.Id, row.IdIsNumber)));
        Assert.Equal([("7", false)], Rows.Of("a.csv", "id,text\n7,x\n").Select(row => (row.Id, row.IdIsNumber)));
        Assert.Equal([("b", "x", "y")], Rows.Of("a.csv", "id,name,q,a\na,b,x,y\n", new Columns("q", "a", "name")).Select(row => (row.Id, row.Text, row.TextPair!)));
    }

    [Fact]
    public void A_byte_order_mark_is_not_part_of_the_first_column() => Assert.Equal("x", Rows.Of("a.csv", "\uFEFFtext\nx\n").Single().Text);

    [Fact]
    public void Quotes_inside_tab_separated_fields_are_text() => Assert.Equal("a \"b\" c", Rows.Of("a.tsv", "text\tn\na \"b\" c\t1\n").Single().Text);

    [Theory]
    [InlineData("id,text\n1,ok\n2,\"open\n3,x\n", "a.csv, row 2 (line 3): a quote is opened and never closed; close it, or double a quote that belongs to the text.")]
    [InlineData("id,text\n1,\"ab\"c\n", "a.csv, row 1 (line 2): there is text after a closing quote; double the quotes that belong to the text.")]
    [InlineData("id,text\n1,ab\"c\n", "a.csv, row 1 (line 2): there is a quote inside a field that is not in quotes; put the whole field in quotes and double those inside.")]
    [InlineData("id,text\n1,a,b\n", "a.csv, row 1 (line 2): it has 3 fields, but the header has 2; put a field that holds a comma or a line break in quotes.")]
    [InlineData("id,subject\n1,a\n", "a.csv has no column \"text\"; it has \"id\", \"subject\". Name one with --text.")]
    [InlineData("text,text\n1,a\n", "a.csv, line 1: the header has the column \"text\" twice; rename one.")]
    [InlineData("id,text\n", "a.csv has no rows; give an input with at least one.")]
    [InlineData("", "a.csv is empty; give an input with at least one row.")]
    [InlineData("\n\r\n\n", "a.csv is empty; give a header and at least one row.")]
    [InlineData("\uFEFF", "a.csv is empty; give a header and at least one row.")]
    public void What_cannot_be_read_one_way_only_is_refused(string content, string sentence) => Assert.Equal(sentence, Rows.Refusal("a.csv", content));

    [Theory]
    [InlineData("text\tn\na \"b\t1\n\"c\nd\"\t2\n3 \"\t\"x\ny\n", "a.tsv, row 3 (line 5): a quote")]
    [InlineData("text\tn\n\"b\" c\t1\n", "a.tsv, row 1 (line 2): there is text after a closing quote")]
    public void Quotes_that_are_unclear_are_refused_in_tab_separated_files_too(string content, string sentence) =>
        Assert.StartsWith(sentence.Split(": a quote")[0], Rows.Refusal("a.tsv", content), StringComparison.Ordinal);
}
