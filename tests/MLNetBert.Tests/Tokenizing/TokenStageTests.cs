using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetBert.Tokenizers;

namespace MLNetBert.StageTests;

/// <summary>TokenizeBert and PadTokens, compared with what the tokenizer itself does.</summary>
public class TokenStageTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string, bool, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, int>();
            foreach (string name in TinyModel.Names)
            {
                foreach (int length in (int[])[5, 9, 16, 40])
                {
                    cases.Add(name, false, length);
                    cases.Add(name, true, length);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokenizes_to_a_length_as_the_tokenizer_does(string name, bool pair, int length)
    {
        BertModel model = TinyModel.Get(name);
        Row[] rows = Texts.Rows(60);
        BertTokenizingEstimator tokens = _ml.Transforms.Text.TokenizeBert(Options(pair, length), model);

        Check(rows, tokens, row => Expected(model, row, pair, length), new VectorDataViewType(NumberDataViewType.Int64, length));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pads_and_cuts_as_the_tokenizer_does(string name, bool pair, int length)
    {
        BertModel model = TinyModel.Get(name);
        Row[] rows = Texts.Rows(60);
        EstimatorChain<TokenPaddingTransformer> tokens = _ml.Transforms.Text.TokenizeBert(Options(pair, null), model).Append(_ml.Transforms.Text.PadTokens(length, model));

        // The chain cuts twice: to the model's 40 tokens, then to the length. A pair of longest-first lengths stays one.
        Check(rows, tokens, row => Expected(model, row, pair, length), new VectorDataViewType(NumberDataViewType.Int64, length));
    }

    [Fact]
    public void Pads_to_a_multiple()
    {
        Row[] rows = Texts.Rows(60);
        EstimatorChain<TokenPaddingTransformer> tokens = _ml.Transforms.Text.TokenizeBert("Text", TinyModel.Bert)
            .Append(_ml.Transforms.Text.PadTokens(new TokenPaddingOptions { MultipleOf = 8 }, TinyModel.Bert));
        var options = new EncodeOptions { MaxLength = 40, Padding = PaddingStrategy.Longest, PadToMultipleOf = 8 };

        Check(rows, tokens, row => TinyModel.Bert.Tokenizer.Encode(row.Text!, null, options), new VectorDataViewType(NumberDataViewType.Int64));
    }

    [Fact]
    public void Without_a_length_rows_keep_their_own()
    {
        BertTokenizingEstimator tokens = _ml.Transforms.Text.TokenizeBert("Text", TinyModel.Bert);

        Check(Texts.Rows(60), tokens, row => TinyModel.Bert.Tokenizer.Encode(row.Text!, null, new EncodeOptions { MaxLength = 40 }), new VectorDataViewType(NumberDataViewType.Int64));
    }

    [Fact]
    public void Padding_that_is_there_is_not_kept()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new TokenRow { Ids = [2, 7, 3, 0, 0], Mask = [1, 1, 1, 0, 0], Types = [0, 0, 0, 0, 0] }]);
        IDataView view = Pad(4).Fit(data).Transform(data);

        Assert.Equal([2, 7, 3, 0], view.GetColumn<long[]>("input_ids").Single());
        Assert.Equal([1, 1, 1, 0], view.GetColumn<long[]>("attention_mask").Single());
    }

    [Fact]
    public void A_mask_of_another_length_than_the_ids_is_told()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new TokenRow { Ids = [2, 7, 3], Mask = [1, 1], Types = [0, 0, 0] }]);
        IDataView view = Pad(4).Fit(data).Transform(data);

        Exception error = Assert.ThrowsAny<Exception>(() => view.GetColumn<long[]>("input_ids").ToArray()).GetBaseException();
        Assert.Contains("Column 'attention_mask' has 2 values in a row whose column 'input_ids' has 3", error.Message);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(2)]
    public void A_length_is_refused_in_the_encoders_own_words(int length)
    {
        BertModel model = TinyModel.Bert;
        string why = model.Limits.WhyNot(new(length, "Length"), model.Tokenizer, pair: false)!;

        Assert.StartsWith(why, Assert.Throws<ArgumentException>(() => _ml.Transforms.Text.TokenizeBert(Options(false, length), model)).Message);
        Assert.StartsWith(why, Assert.Throws<ArgumentException>(() => Pad(length)).Message);
        Assert.StartsWith("MaxLength is 3,", Assert.Throws<ArgumentException>(() => _ml.Transforms.Text.TokenizeBert(
            new BertTokenizingOptions { InputColumnName = "Text", TextPairColumnName = "Second", MaxLength = 3 }, model)).Message);
    }

    private static BertTokenizingOptions Options(bool pair, int? length)
        => new() { InputColumnName = "Text", TextPairColumnName = pair ? "Second" : null, Length = length };

    private static TokenEncoding Expected(BertModel model, Row row, bool pair, int length)
    {
        PreTrainedTokenizer tokenizer = model.Tokenizer;
        return tokenizer.Encode(row.Text!, pair ? row.Second : null, new EncodeOptions { MaxLength = length, Padding = PaddingStrategy.MaxLength, PadLength = length });
    }

    private TokenPaddingEstimator Pad(int length) => _ml.Transforms.Text.PadTokens(length, TinyModel.Bert);

    private void Check(Row[] rows, IEstimator<ITransformer> estimator, Func<Row, TokenEncoding> expected, DataViewType type)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        IDataView view = estimator.Fit(data).Transform(data);
        (long[][]? ids, long[][]? mask, long[][]? types) = (Column("input_ids"), Column("attention_mask"), Column("token_type_ids"));
        for (int i = 0; i < rows.Length; i++)
        {
            TokenEncoding encoding = expected(rows[i]);
            Assert.Equal(encoding.Ids.Select(id => (long)id), ids[i]);
            Assert.Equal(encoding.AttentionMask.Select(id => (long)id), mask[i]);
            Assert.Equal(encoding.TypeIds.Select(id => (long)id), types[i]);
        }

        long[][] Column(string name)
        {
            Assert.Equal(type, view.Schema[name].Type);
            return [.. view.GetColumn<long[]>(name)];
        }
    }

    private sealed class TokenRow
    {
        [ColumnName("input_ids")]
        public long[] Ids { get; set; } = [];

        [ColumnName("attention_mask")]
        public long[] Mask { get; set; } = [];

        [ColumnName("token_type_ids")]
        public long[] Types { get; set; } = [];
    }
}
