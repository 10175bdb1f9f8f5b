using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MLNetBert.Cli.Terminal;

namespace MLNetBert.Cli.Tests.Terminal;

public class PrintableTests
{
    [Theory]
    [InlineData("plain, é 猫 😀 👩‍👩‍👧 \u200Dsign", "plain, é 猫 😀 👩‍👩‍👧 \u200Dsign")]
    [InlineData("a\u001B[2Jb", "a\\u001B[2Jb")]
    [InlineData("\u0007\b\0\u007F", "\\u0007\\u0008\\u0000\\u007F")]
    [InlineData("\u009B31m\u0090\u009D", "\\u009B31m\\u0090\\u009D")]
    [InlineData("abc\u202Etxt.exe\u2066\u2069\u200F", "abc\\u202Etxt.exe\\u2066\\u2069\\u200F")]
    [InlineData("one\ntwo\r\nthree\rfour\u0085five\u2028six\fseven", "one two three four five six seven")]
    public void What_moves_the_cursor_or_turns_the_text_is_written_as_its_number(string text, string shown) => Assert.Equal(shown, Printable.Line(text));

    [Fact]
    public void Json_is_as_ever_but_for_what_turns_the_text()
    {
        const string Turning = "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";
        string plain = string.Concat(Enumerable.Range(0, 0x10FFFF).Where(c => c is (< 0xD800 or > 0xDFFF) && (c > 0xFFFF || !Turning.Contains((char)c))).Select(char.ConvertFromUtf32));
        Assert.Equal(Json(new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }, plain), Json(PrintableJson.Indented, plain));
        string turned = Json(PrintableJson.Indented, $"a{Turning}é{Turning}");
        Assert.Equal("\"a" + string.Concat(Turning.Select(c => $"\\u{(int)c:X4}")) + "é" + string.Concat(Turning.Select(c => $"\\u{(int)c:X4}")) + "\"", turned);
        Assert.Equal($"a{Turning}é{Turning}", JsonSerializer.Deserialize<string>(turned));

        static string Json(JsonWriterOptions options, string text)
        {
            var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes, options))
                json.WriteStringValue(text);

            return Encoding.UTF8.GetString(bytes.ToArray());
        }
    }

    [Fact]
    public void A_long_text_keeps_its_beginning_and_its_end()
    {
        string line = Printable.Line($"it has {new string('x', 5_000_000)}; name one.");
        Assert.InRange(line.Length, 1000, 4100);
        Assert.StartsWith("it has xxx", line, StringComparison.Ordinal);
        Assert.Contains("characters ...]xxx", line, StringComparison.Ordinal);
        Assert.EndsWith("xxx; name one.", line, StringComparison.Ordinal);
        Assert.Equal(new string('y', 4000), Printable.Line(new string('y', 4000)));
    }

    [Fact]
    public void Many_names_are_counted_and_the_first_listed()
    {
        Assert.Equal("\"a\", \"b\"", Printable.Listed(["a", "b"]));
        string listed = Printable.Listed([.. Enumerable.Range(0, 1_000_000).Select(i => $"f{i}")]);
        Assert.StartsWith("\"f0\", \"f1\", ", listed, StringComparison.Ordinal);
        Assert.EndsWith("\"f19\" and 999,980 more", listed, StringComparison.Ordinal);
        Assert.InRange(Printable.Listed([new string('z', 1_000_000)]).Length, 50, 200);
    }
}
