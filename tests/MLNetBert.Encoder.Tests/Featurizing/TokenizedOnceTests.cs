using MLNetBert.Tokenizers;

namespace MLNetBert.Tests;

/// <summary>Each row is tokenized once, however it is cut, and also if it is refused for its length. Counted.</summary>
public sealed class TokenizedOnceTests : IDisposable
{
    private readonly CountingTokenizer _tokenizer = new(PreTrainedTokenizer.Open(ReferenceModels.Path("tiny-tokenizers", "wordpiece")));
    private readonly BertModel _model;

    public TokenizedOnceTests() => _model = BertModel.Open(ReferenceModels.Path("tiny-bert"), new() { Tokenizer = _tokenizer });

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData(TruncationStrategy.LongestFirst, 100, null)]
    [InlineData(TruncationStrategy.OnlyFirst, 100, null)]
    [InlineData(TruncationStrategy.LongestFirst, 100, 100)]
    [InlineData(TruncationStrategy.OnlyFirst, 100, 2)]
    [InlineData(TruncationStrategy.OnlySecond, 2, 100)]
    public void A_row_that_is_cut_is_tokenized_once(TruncationStrategy truncation, int first, int? second)
    {
        BertFeaturizer featurizer = new(_model, new() { Truncation = truncation });
        TextInput[] rows = ["a", Row(first, second)];
        int before = _tokenizer.Calls;

        Assert.Equal([3, 40], featurizer.FeaturizeStream(rows, static row => row).Select(row => row.TokenCount));
        Assert.Equal(rows.Length, _tokenizer.Calls - before);
    }

    [Theory]
    [InlineData(38, null, true)]
    [InlineData(39, null, false)]
    [InlineData(18, 19, true)]
    [InlineData(19, 19, false)]
    public void A_longer_row_is_refused_and_not_tokenized_again(int first, int? second, bool fits)
    {
        BertFeaturizer cutting = new(_model), refusing = new(_model, new() { RefuseLonger = true });
        TextInput[] rows = ["a", Row(first, second)];
        int before = _tokenizer.Calls;
        FeaturizedRow<TextInput>[] Run(BertFeaturizer featurizer) => [.. featurizer.FeaturizeStream(rows, static row => row)];

        if (fits)
        {
            FeaturizedRow<TextInput>[] whole = Run(refusing);
            Assert.Equal(2, _tokenizer.Calls - before);
            Assert.Equal(40, whole[1].TokenCount);
            Assert.Equal(Run(cutting).Select(row => row.Features.ToArray()), whole.Select(row => row.Features.ToArray()));
            return;
        }

        BadInputException error = Assert.Throws<BadInputException>(() => Run(refusing));
        Assert.StartsWith("Item 1: the text is 41 tokens long, but the model takes 40; shorten it", error.Message, StringComparison.Ordinal);
        Assert.Equal(("text.too-long", 2), (error.Code, error.Row));
        Assert.Equal(2, _tokenizer.Calls - before);
    }

    private static TextInput Row(int first, int? second) => new(Words(first), second is { } count ? Words(count) : null);

    private static string Words(int words) => string.Join(' ', Enumerable.Repeat("a", words));
}
