using System.Buffers;
using Microsoft.ML.Tokenizers;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Tokenization;

/// <summary>Through Microsoft.ML.Tokenizers' base class: the reference's ids and offsets, and cuts that add up to the text.</summary>
public class MicrosoftMLTokenizerTests
{
    public static TheoryData<string> Tokenizers => ["bert-base-uncased", "roberta-base", "albert", "xlm-roberta"];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Encodes_as_the_reference_without_special_tokens(string name)
    {
        Tokenizer tokenizer = PreTrainedTokenizer.Open(ReferenceTokenizers.Folder(name));
        int cases = 0;
        foreach (System.Text.Json.JsonElement row in ReferenceTokenizers.Rows(name, "cases", "handmade").Where(row => row.TryGetProperty("ids_without_special", out _)))
        {
            string text = ReferenceTokenizers.Texts[row.GetProperty("id").GetString()!];
            int[] expected = [.. row.GetProperty("ids_without_special").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(expected, tokenizer.EncodeToIds(text));
            Assert.Equal(expected, tokenizer.EncodeToIds(text.AsSpan()));
            Assert.Equal(expected.Length, tokenizer.CountTokens(text));
            IReadOnlyList<EncodedToken> tokens = tokenizer.EncodeToTokens(text, out string? normalized);
            Assert.Null(normalized);
            Assert.Equal(expected, tokens.Select(token => token.Id));
            if (row.TryGetProperty("tokens", out System.Text.Json.JsonElement texts))
                Assert.Equal(texts.EnumerateArray().Select(token => token.GetString()).Skip(1).SkipLast(1), tokens.Select(token => token.Value));
            cases++;
        }

        Assert.True(cases > 50);
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Cuts_at_tokens_and_never_inside_a_character(string name)
    {
        Tokenizer tokenizer = PreTrainedTokenizer.Open(ReferenceTokenizers.Folder(name));
        foreach (string text in (string[])["The quick brown fox jumps over the lazy dog.", "naïve \U0001F468\u200D\U0001F469 日本語 text", "a", ""])
        {
            int all = tokenizer.CountTokens(text);
            for (int limit = 1; limit <= all + 1; limit++)
            {
                int start = tokenizer.GetIndexByTokenCount(text, limit, out string? normalized, out int count);
                Assert.Null(normalized);
                Assert.InRange(count, 0, limit);
                Assert.True(limit < all || (start == text.Length && count == all));
                Assert.False(start < text.Length && char.IsLowSurrogate(text[start]));
                IReadOnlyList<int> ids = tokenizer.EncodeToIds(text, limit, out _, out int consumed);
                Assert.Equal((count, start), (ids.Count, consumed));
                Assert.Equal(tokenizer.EncodeToIds(text).Take(count), ids);

                int end = tokenizer.GetIndexByTokenCountFromEnd(text, limit, out _, out count);
                Assert.True(limit < all || (end == 0 && count == all));
                Assert.False(end < text.Length && char.IsLowSurrogate(text[end]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Decodes_into_a_span(string name)
    {
        Tokenizer tokenizer = PreTrainedTokenizer.Open(ReferenceTokenizers.Folder(name));
        IReadOnlyList<int> ids = tokenizer.EncodeToIds("hello world");
        Assert.Equal("hello world", tokenizer.Decode(ids));
        char[] destination = new char[11];
        Assert.Equal(OperationStatus.DestinationTooSmall, tokenizer.Decode(ids, destination.AsSpan(0, 10), out int consumed, out int written));
        Assert.Equal((0, 0), (consumed, written));
        Assert.Equal(OperationStatus.Done, tokenizer.Decode(ids, destination, out consumed, out written));
        Assert.Equal((ids.Count, "hello world"), (consumed, new string(destination, 0, written)));
    }

    [Fact]
    public void Refuses_what_it_cannot_do()
    {
        Tokenizer tokenizer = PreTrainedTokenizer.Open(ReferenceTokenizers.Folder("roberta-base"));
        Assert.Throws<NotSupportedException>(() => tokenizer.EncodeToIds("a", considerNormalization: false));
        Assert.Throws<NotSupportedException>(() => tokenizer.CountTokens("a", considerPreTokenization: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.GetIndexByTokenCount("a", 0, out _, out _));
    }
}
