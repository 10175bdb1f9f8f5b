using MLNetBert.Tests.Tokenization.Fuzz;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization.Pieces;

/// <summary>A text that is encoded in pieces, here after every word, has the tokens that it has as a whole.</summary>
public class PieceTests
{
    private static readonly TokenizerLimits Whole = new() { PieceLength = int.MaxValue }, Cut = new() { PieceLength = 1 };

    public static TheoryData<string> Tokenizers =>
        [.. DifferentialFuzz.Tokenizers, .. DifferentialFuzz.TinyVariants, .. ComponentVariants.Names, "bert-japanese", "bert-base-uncased-classic", "roberta-base-classic", "albert-classic", "xlm-roberta-classic"];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Pieces_have_the_tokens_of_the_whole(string name)
    {
        string path = PathOf(name);
        (PreTrainedTokenizer whole, PreTrainedTokenizer cut) = (PreTrainedTokenizer.Open(path, Whole), PreTrainedTokenizer.Open(path, Cut));
        string[] tokens = [.. Enumerable.Range(0, whole.VocabularySize).Select(whole.IdToToken).OfType<string>().Where((_, i) => i % 50 == 0).Select(token => token.Replace('\u2581', ' ').Replace('\u0120', ' '))];
        TextGenerator generator = new(Random.Shared.Next(), tokens, [.. new[] { whole.SpecialTokens.Mask, whole.SpecialTokens.Sep, whole.SpecialTokens.Pad }.OfType<SpecialToken>().Select(token => token.Text).DefaultIfEmpty("[X]")]);
        Random random = new();
        for (int i = 0; i < 300; i++)
        {
            string text = $"{generator.Next().First} {Words(random)} {generator.Next().First}{Words(random)}{generator.Next().First} {Words(random)}";
            AssertSame(text, whole, cut, new EncodeOptions());
            AssertSame(text, whole, cut, new EncodeOptions(), pair: text);
            Assert.Equal(Ids(whole, text, int.MaxValue), Ids(cut, text, int.MaxValue));
            int length = random.Next(5, 40);
            (List<int> expected, List<int> actual) = (Ids(whole, text, length), Ids(cut, text, length));

            // What is cut off may be what cannot be encoded.
            Assert.True(expected.SequenceEqual(actual) || expected is [-1] || actual is [-1], text);
        }
    }

    /// <summary>What is kept of a text does not depend on whether its further windows are asked for.</summary>
    [Theory]
    [InlineData("bert-base-uncased")]
    [InlineData("roberta-base")]
    [InlineData("xlm-roberta")]
    [InlineData("tiny/added-lstrip-normalized-true.json")]
    [InlineData("tiny/added-rstrip-normalized-false.json")]
    public void Without_overflow_the_first_window_is_the_same(string name)
    {
        string path = PathOf(name);
        Random random = new();
        foreach (TokenizerLimits limits in (TokenizerLimits[])[Whole, Cut])
        {
            var tokenizer = PreTrainedTokenizer.Open(path, limits);
            for (int i = 0; i < 300; i++)
            {
                string text = Words(random) + Words(random), pair = Words(random) + Words(random);
                EncodeOptions options = new()
                {
                    MaxLength = random.Next(8, 60),
                    TruncationSide = random.Next(2) == 0 ? SequenceSide.Left : SequenceSide.Right,
                    Truncation = (TruncationStrategy)random.Next(3),
                    AddSpecialTokens = random.Next(4) > 0,
                };
                AssertWindow(tokenizer, text, null, options);
                AssertWindow(tokenizer, text, pair, options);
            }
        }
    }

    private static void AssertWindow(PreTrainedTokenizer tokenizer, string text, string? pair, EncodeOptions options)
    {
        TokenEncoding? actual = Try(tokenizer, text, pair, options with { Overflow = false });
        AssertSame(text, Try(tokenizer, text, pair, options), actual);
        Assert.Empty(actual?.Overflowing ?? []);
    }

    private static void AssertSame(string text, PreTrainedTokenizer whole, PreTrainedTokenizer cut, EncodeOptions options, string? pair = null) =>
        AssertSame(text, Try(whole, text, pair, options), Try(cut, text, pair, options));

    private static TokenEncoding? Try(PreTrainedTokenizer tokenizer, string text, string? pair, EncodeOptions options)
    {
        try
        {
            return tokenizer.Encode(text, pair, options);
        }
        catch (Exception e) when (e is BadInputException or ArgumentException)
        {
            return null;
        }
    }

    private static string PathOf(string name)
    {
        if (name.EndsWith("-classic", StringComparison.Ordinal))
        {
            string source = name[..^"-classic".Length];
            return source.StartsWith("bert", StringComparison.Ordinal) ? ReferenceTokenizers.ClassicBertFolder(source)
                : ReferenceTokenizers.ClassicFolder(source, source == "roberta-base" ? "vocab.json" : source == "albert" ? "spiece.model" : "sentencepiece.bpe.model");
        }

        if (name == "bert-japanese")
            return RepositoryFiles.Reference("tokenizers", name);
        string[] parts = name.Split('/');
        return ComponentVariants.File(name) ?? (parts.Length > 1 ? Path.Combine(ReferenceTokenizers.Folder(parts[0]), parts[1]) : ReferenceTokenizers.Folder(name));
    }

    private static string Words(Random random)
    {
        string[] words = ["the", "of", "and", "Hello", "wörld", "don't", "1984", "naïve", "привет", "мир", "안녕하세요", "세계", "שלום", "नमस्ते", "e\u0301a", "a\u0301", "<s>", "[MASK]", "ab", "x", "``", "''", "\u0600"];
        return string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => words[random.Next(words.Length)] + (random.Next(8) == 0 ? "  " : random.Next(12) == 0 ? "\t" : " ")));
    }

    private static List<int> Ids(PreTrainedTokenizer tokenizer, string text, int length)
    {
        List<int> ids = [];
        try
        {
            tokenizer.EncodeTo(text, length, ids);
        }
        catch (BadInputException)
        {
            ids.Add(-1);
        }

        return ids;
    }

    private static void AssertSame(string text, TokenEncoding? expected, TokenEncoding? actual)
    {
        Assert.True(expected == null == (actual == null), text);
        if (expected == null || actual == null)
            return;
        Assert.True(expected.Ids.SequenceEqual(actual.Ids), text);
        Assert.True(expected.Offsets.SequenceEqual(actual.Offsets), text);
        Assert.True(expected.Tokens.SequenceEqual(actual.Tokens), text);
        Assert.Equal(expected.TypeIds, actual.TypeIds);
        Assert.Equal(expected.SequenceIds, actual.SequenceIds);
        Assert.Equal(expected.SpecialTokensMask, actual.SpecialTokensMask);
    }
}
