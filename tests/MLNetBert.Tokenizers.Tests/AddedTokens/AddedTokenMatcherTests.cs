using System.Diagnostics;
using MLNetBert.Tokenizers.AddedTokens;

namespace MLNetBert.Tests.Tokenization.AddedTokens;

/// <summary>Leftmost, then longest, in time that grows with the text.</summary>
public class AddedTokenMatcherTests
{
    /// <summary>Against the definition, tried at every place: random patterns of a small alphabet, with all flags.</summary>
    [Fact]
    public void Random_patterns_are_found_as_by_trying_each()
    {
        var random = new Random(11);
        for (int round = 0; round < 4000; round++)
        {
            (string, AddedToken, int)[] tokens = [.. Enumerable.Range(0, random.Next(1, 7)).Select(id => (Text(random, 1, 5), new AddedToken("")
            {
                SingleWord = random.Next(4) == 0,
                LStrip = random.Next(3) == 0,
                RStrip = random.Next(3) == 0,
            }, id))];
            string text = Text(random, 0, 30);
            List<AddedTokenSplit> actual = [];
            new AddedTokenMatcher(tokens).Split(text, actual);
            Assert.Equal(Expected(tokens, text), actual);
        }
    }

    /// <summary>What begins at one place and never ends, at every place of the text.</summary>
    [Theory]
    [InlineData(1_000_000, "a")]
    [InlineData(1_000_000, "ab")]
    [InlineData(3, "a")]
    public void A_long_token_takes_time_in_proportion_to_the_text(int length, string unit)
    {
        string pattern = string.Concat(Enumerable.Repeat(unit, length / unit.Length)) + "!";
        var matcher = new AddedTokenMatcher([(pattern, new AddedToken(pattern), 0), (unit, new AddedToken(unit), 1)]);
        string text = string.Concat(Enumerable.Repeat(unit, 2_000_000 / unit.Length));
        List<AddedTokenSplit> splits = [];
        var watch = Stopwatch.StartNew();
        matcher.Split(text, splits);
        matcher.Split(text + "!", splits);
        Assert.Equal((pattern.Length, 0), (splits[^1].End - splits[^1].Start, splits[^1].Id));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_token_of_a_blank_swallows_a_long_run_once(bool left, bool right)
    {
        var matcher = new AddedTokenMatcher([(" ", new AddedToken(" ") { LStrip = left, RStrip = right }, 0)]);
        string text = $"a{new string(' ', 3_000_000)}b";
        List<AddedTokenSplit> splits = [];
        var watch = Stopwatch.StartNew();
        matcher.Split(text, splits);
        Assert.Equal(new AddedTokenSplit(null, 3_000_001, 3_000_002), splits[^1]);
        Assert.Equal(left && right ? 3 : 3_000_002, splits.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    private static string Text(Random random, int least, int most) => new(random.GetItems<char>("aab  b.".AsSpan(), random.Next(least, most + 1)));

    private static List<AddedTokenSplit> Expected((string Pattern, AddedToken Token, int Id)[] tokens, string text)
    {
        List<AddedTokenSplit> splits = [];
        int done = 0;
        for (int at = 0; at < text.Length;)
        {
            string rest = text[at..];
            (string Pattern, AddedToken Token, int Id)? longest = tokens.Where(token => rest.StartsWith(token.Pattern, StringComparison.Ordinal)).Select(token => ((string, AddedToken, int)?)token).MaxBy(token => token!.Value.Item1.Length);
            if (longest is not { } found)
            {
                at++;
                continue;
            }

            (int start, int end) = (at, at + found.Pattern.Length);
            at = end;
            bool joined = (start > 0 && char.IsLetter(text[start - 1])) || (end < text.Length && char.IsLetter(text[end]));
            if (found.Token.SingleWord && joined)
                continue;
            if (found.Token.LStrip)
                start = Math.Max(done, text[..start].TrimEnd().Length);
            if (found.Token.RStrip)
                end = text.Length - text[end..].TrimStart().Length;
            if (done < start)
                splits.Add(new(null, done, start));
            if (start < end)
                splits.Add(new(found.Id, start, end));
            done = end;
        }

        if (done < text.Length)
            splits.Add(new(null, done, text.Length));
        return splits;
    }
}
