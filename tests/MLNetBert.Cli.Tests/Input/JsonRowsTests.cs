using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLNetBert.Cli.Input;

namespace MLNetBert.Cli.Tests.Input;

public class JsonRowsTests
{
    [Fact]
    public void Any_text_comes_back_with_and_without_escapes()
    {
        Gen<string> text = Gen.Elements("\"", "\\", "/", "\n", "\r", "\t", "\b", "\f", "\u0000", "é", "\u732B", "\U0001F600", "a", "\u2028").ArrayOf().Select(string.Concat);
        Check.QuickThrowOnFailure(Prop.ForAll(text.NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary(), texts =>
        {
            string escaped = string.Join('\n', texts.Select(t => JsonSerializer.Serialize(new { label = new[] { 1 }, text = t })));
            var relaxed = new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            string bare = string.Join("\r\n", texts.Select(t => JsonSerializer.Serialize(new { text = t, x = new { text = "inner" } }, relaxed)));
            Assert.Equal(texts, Rows.Of("a.jsonl", escaped).Select(row => row.Text));
            Assert.Equal(texts, Rows.Of("a.jsonl", bare).Select(row => row.Text));
        }));
    }

    [Fact]
    public void Numbers_stay_numbers_as_ids()
    {
        List<TextRow> rows = Rows.Of("a.jsonl", """
            {"id": 7, "text": "x"}
            {"text": "y", "id": "a\u0062"}

            {"id": 1e3, "\u0074ext": "z"}
            {"text": "last"}
            """);
        Assert.Equal([("7", true), ("ab", false), ("1e3", true), ("3", true)], rows.Select(row => (row.Id, row.IdIsNumber)));
        Assert.Equal([1L, 2L, 4L, 5L], rows.Select(row => row.Line));
        Assert.Equal("z", rows[2].Text);
    }

    [Theory]
    [InlineData("\\ud83d\\ude00", "\U0001F600")]
    [InlineData("a\\ud83d", "a\uFFFD")]
    [InlineData("\\ude00\\ud83d!", "\uFFFD\uFFFD!")]
    [InlineData("\\ud83d\\ud83d\\ude00", "\uFFFD\U0001F600")]
    public void Half_a_surrogate_pair_is_the_replacement_character(string json, string text) =>
        Assert.Equal(text, Rows.Of("a.jsonl", $"{{\"text\": \"{json}\"}}").Single().Text);

    [Theory]
    [InlineData("{\"text\": \"a\"}\nhello\n", "a.jsonl, line 2: not JSON, 'h' is an invalid start of a value (byte 0 of the line); each line must be one JSON object.")]
    [InlineData("{\"text\": \"a\"", "a.jsonl, line 1: not JSON, ")]
    [InlineData("{\"text\": \"a\"} {}", "a.jsonl, line 1: not JSON, ")]
    [InlineData("[1]", "a.jsonl, line 1: it is a list, not a JSON object such as {\"text\": \"...\"}.")]
    [InlineData("{\"id\": 1, \"subject\": \"a\"}", "a.jsonl, line 1: it has no key \"text\", only \"id\", \"subject\"; name one with --text.")]
    [InlineData("{}", "a.jsonl, line 1: it has no key \"text\", only no key at all; name one with --text.")]
    [InlineData("\n{\"text\": null}", "a.jsonl, row 1 (line 2): the key \"text\" holds null, but it must be a string.")]
    [InlineData("{\"text\": 5}", "a.jsonl, line 1: the key \"text\" holds a number, but it must be a string.")]
    [InlineData("{\"text\": \"a\", \"id\": [1]}", "a.jsonl, line 1: the key \"id\" holds a list, but it must be a string or a number.")]
    public void A_row_that_cannot_be_used_is_refused(string content, string sentence) =>
        Assert.StartsWith(sentence, Rows.Refusal("a.jsonl", content), StringComparison.Ordinal);

    [Fact]
    public void A_missing_pair_or_id_is_named() => Assert.Equal(
        "a.jsonl, line 1: it has no key \"b\", only \"text\"; name one with --text-pair.",
        Rows.Refusal("a.jsonl", "{\"text\": \"x\"}", new Columns(TextPair: "b")));
}
