using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using MLNetBert.Tokenizers.Unicode;

namespace MLNetBert.Tests.Tokenization;

/// <summary>The tables in the library are those that were measured, code point by code point.</summary>
public class UnicodeTablesTests
{
    [Fact]
    public void Classes()
    {
        foreach (JsonElement row in Rows("classes.jsonl.gz"))
        {
            string name = row.GetProperty("class").GetString()!;
            CodePointSet set = UnicodeTables.Set(name);
            bool[] expected = new bool[0x110000];
            foreach (JsonElement range in row.GetProperty("ranges").EnumerateArray())
            {
                int start = Hex(range[0].GetString()!), end = Hex(range[range.GetArrayLength() - 1].GetString()!);
                Array.Fill(expected, true, start, end - start + 1);
            }

            Assert.All(Enumerable.Range(0, expected.Length).Where(c => set.Contains(c) != expected[c]), c => Assert.Fail($"{name}: U+{c:X4}"));
        }
    }

    [Fact]
    public void White_space_is_the_measured_one()
    {
        CodePointSet measured = UnicodeTables.Set("whitespace_split.whitespace");
        Assert.All(Enumerable.Range(0, 0x110000), c => Assert.Equal(measured.Contains(c), CodePoints.WhiteSpace.Contains(c)));
    }

    [Fact]
    public void Maps()
    {
        foreach (IGrouping<string, JsonElement> rows in Rows("maps.jsonl.gz").GroupBy(r => r.GetProperty("map").GetString()!))
        {
            CodePointMap map = UnicodeTables.Map(rows.Key);
            var expected = rows.ToDictionary(r => Hex(r.GetProperty("from").GetString()!), r => r.GetProperty("to").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Hex).ToArray());
            for (int c = 0; c < 0x110000; c++)
            {
                bool changes = map.TryGet(c, out ReadOnlySpan<int> result);
                Assert.True(changes == expected.TryGetValue(c, out int[]? to) && (!changes || result.SequenceEqual(to)), $"{rows.Key}: U+{c:X4}");
            }
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static List<JsonElement> Rows(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(RepositoryFiles.Reference("tokenizers", "unicode", name)), CompressionMode.Decompress));
        var rows = new List<JsonElement>();
        while (reader.ReadLine() is { } line)
            rows.Add(JsonDocument.Parse(line).RootElement);

        return rows;
    }
}
