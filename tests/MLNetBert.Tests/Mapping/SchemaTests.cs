using Microsoft.ML;

namespace MLNetBert.StageTests;

/// <summary>What is wrong with the columns is said at Fit, in ML.NET's words.</summary>
public class SchemaTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public SchemaTests() => _data = _ml.Data.LoadFromEnumerable(Texts.Rows(3));

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "featurize", "Nowhere", "Could not find input column 'Nowhere'" },
        { "featurize", "Number", "Schema mismatch for input column 'Number': expected String, got Single" },
        { "featurize", "Vector", "Schema mismatch for input column 'Vector': expected String, got " },
        { "tokenize", "Nowhere", "Could not find input column 'Nowhere'" },
        { "tokenize", "Variable", "Schema mismatch for input column 'Variable': expected String, got " },
        { "pad", "Nowhere", "Could not find input column 'Nowhere'" },
        { "pad", "Text", "Schema mismatch for input column 'Text': expected Vector<Int64>, got String" },
        { "pool", "Nowhere", "Could not find input column 'Nowhere'" },
        { "pool", "Number", "Schema mismatch for input column 'Number': expected Vector<Single" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Alone_and_in_a_chain(string stage, string column, string message)
    {
        IEstimator<ITransformer> estimator = Stage(stage, column);
        ArgumentOutOfRangeException alone = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_data));
        ArgumentOutOfRangeException chain = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Label").Append(estimator).Fit(_data));

        Assert.StartsWith(message, alone.Message);
        Assert.StartsWith(message, chain.Message);
        Assert.Equal("inputSchema", alone.ParamName);
    }

    [Fact]
    public void A_transformer_says_it_too()
    {
        BertFeaturizingTransformer transformer = _ml.Transforms.Text.FeaturizeBert("Features", "Text", TinyModel.Bert).Fit(_data);
        IDataView other = _ml.Data.LoadFromEnumerable(new[] { new { Label = "a" } });

        Assert.Throws<ArgumentOutOfRangeException>(() => transformer.Transform(other));
        Assert.Throws<ArgumentOutOfRangeException>(() => transformer.GetOutputSchema(other.Schema));
    }

    [Fact]
    public void Options_that_do_not_fit_are_told_before_there_is_data()
    {
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        Assert.Throws<ArgumentException>(() => text.FeaturizeBert(new BertFeaturizingOptions { Pooling = PoolingMode.None }, TinyModel.Bert));
        Assert.Contains("41", Assert.Throws<ArgumentException>(() => text.TokenizeBert("Text", TinyModel.Bert, length: 41)).Message);
        Assert.Contains("special tokens", Assert.Throws<ArgumentException>(() => text.TokenizeBert("Text", TinyModel.Bert, length: 2)).Message);
        Assert.Contains("at least 4", Assert.Throws<ArgumentException>(() => text.TokenizeBert(new BertTokenizingOptions { TextPairColumnName = "Pair", Length = 3 }, TinyModel.Bert)).Message);
        Assert.Throws<ArgumentException>(() => text.PadTokens(new TokenPaddingOptions(), TinyModel.Bert));
        Assert.Throws<ArgumentException>(() => text.PadTokens(new TokenPaddingOptions { Length = 8, MultipleOf = 8 }, TinyModel.Bert));
        Assert.Contains("pooler", Assert.Throws<ArgumentException>(() => text.PoolTokens("Features", TinyModel.Bert, PoolingMode.Pooler)).Message);
        Assert.Throws<ArgumentException>(() => text.PoolTokens(new TokenPoolingOptions { AttentionMaskColumnName = null }, TinyModel.Bert));
    }

    [Fact]
    public void Names_of_columns_are_told_before_there_is_data()
    {
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        BertModel model = TinyModel.Bert;
        Assert.All(
            (Action[])
            [
                () => text.FeaturizeBert("", "Text", model), () => text.FeaturizeBert(null!, "Text", model), () => text.FeaturizeBert("Features", "", model),
                () => text.FeaturizeBert(new BertFeaturizingOptions { TextPairColumnName = "" }, model),
                () => text.TokenizeBert((string)null!, model), () => text.TokenizeBert("", model), () => text.TokenizeBert(new BertTokenizingOptions { TextPairColumnName = "" }, model),
                () => text.TokenizeBert(new BertTokenizingOptions { InputIdsColumnName = "a", AttentionMaskColumnName = "a", TokenTypeIdsColumnName = "a" }, model),
                () => text.TokenizeBert(new BertTokenizingOptions { AttentionMaskColumnName = "a", TokenTypeIdsColumnName = "a" }, model),
                () => text.TokenizeBert(new BertTokenizingOptions { InputIdsColumnName = null! }, model),
                () => text.PadTokens(new TokenPaddingOptions { Length = 8, InputIdsColumnName = "a", AttentionMaskColumnName = "a" }, model),
                () => text.PadTokens(new TokenPaddingOptions { Length = 8, AttentionMaskColumnName = null! }, model),
                () => text.PadTokens(new TokenPaddingOptions { Length = 8, TokenTypeIdsColumnName = "" }, model),
                () => text.ApplyBertModel(new BertScoringOptions { AttentionMaskColumnName = "input_ids" }, model),
                () => text.ApplyBertModel(new BertScoringOptions { LastHiddenStateColumnName = null! }, model),
                () => text.PoolTokens(null!, model), () => text.PoolTokens(new TokenPoolingOptions { LastHiddenStateColumnName = "" }, model),
                () => text.PoolTokens(new TokenPoolingOptions { AttentionMaskColumnName = "" }, model),
                () => text.ApplyMaskedSoftmax(null!, "scores"), () => text.ApplyMaskedSoftmax("Features", ""),
                () => text.ApplyMaskedSoftmax(new MaskedSoftmaxOptions { AttentionMaskColumnName = "" }),
            ],
            action => Assert.ThrowsAny<ArgumentException>(action));
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => text.TokenizeBert(new BertTokenizingOptions { AttentionMaskColumnName = "a", TokenTypeIdsColumnName = "a" }, model)).Message);
        Assert.NotNull(text.PadTokens(new TokenPaddingOptions { Length = 8, TokenTypeIdsColumnName = null }, model));
    }

    private IEstimator<ITransformer> Stage(string stage, string column) => stage switch
    {
        "featurize" => _ml.Transforms.Text.FeaturizeBert("Features", column, TinyModel.Bert),
        "tokenize" => _ml.Transforms.Text.TokenizeBert(column, TinyModel.Bert),
        "pad" => _ml.Transforms.Text.PadTokens(new TokenPaddingOptions { InputIdsColumnName = column, Length = 8 }, TinyModel.Bert),
        _ => _ml.Transforms.Text.PoolTokens(new TokenPoolingOptions { LastHiddenStateColumnName = column }, TinyModel.Bert),
    };
}
