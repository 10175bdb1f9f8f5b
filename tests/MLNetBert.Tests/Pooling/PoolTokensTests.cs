using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetBert.StageTests;

public class PoolTokensTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Ids_alone_say_which_tokens_count()
    {
        float[] values = Enumerable.Range(0, 3 * 32).Select(i => (float)i).ToArray();
        IDataView data = _ml.Data.LoadFromEnumerable([new Hidden { State = values, Mask = [1, 1, 0], Ids = [5, 6, TinyModel.Bert.PadTokenId] }]);
        float[] byMask = Pool(data, new() { Pooling = PoolingMode.Mean });
        float[] byIds = Pool(data, new() { Pooling = PoolingMode.Mean, AttentionMaskColumnName = null, InputIdsColumnName = "input_ids" });

        Assert.Equal(Enumerable.Range(0, 32).Select(i => i + 16f), byMask);
        Assert.Equal(byMask, byIds);
    }

    [Theory]
    [InlineData(5 * 32, 4, "Column 'last_hidden_state' came with shape [1, 5, 32], but [1, 4, 32] is expected beside column 'attention_mask' of shape [1, 4]")]
    [InlineData(4 * 32, 5, "Column 'last_hidden_state' came with shape [1, 4, 32], but [1, 5, 32] is expected beside column 'attention_mask' of shape [1, 5]")]
    [InlineData(32, 4, "Column 'last_hidden_state' came with shape [1, 1, 32], but [1, 4, 32] is expected beside column 'attention_mask' of shape [1, 4]: that is the vector of one token")]
    [InlineData(100, 4, "Column 'last_hidden_state' came with shape [100], but [1, 4, 32] is expected beside column 'attention_mask' of shape [1, 4]: the size of a token's vector must be the model's 32")]
    public void A_wrong_shape_is_told(int values, int tokens, string message)
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Hidden { State = new float[values], Mask = new long[tokens], Ids = new long[tokens] }]);

        Assert.StartsWith(message, Error(data, new()));
    }

    [Fact]
    public void Ids_of_another_length_than_the_mask_are_told()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Hidden { State = new float[64], Mask = [1, 1], Ids = [1, 2, 3] }]);

        Assert.StartsWith("Column 'attention_mask' has shape [1, 2], but [1, 3] is expected", Error(data, new() { InputIdsColumnName = "input_ids" }));
    }

    [Fact]
    public void A_declared_shape_of_another_hidden_size_is_told_at_fit()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Declared()]);
        TokenPoolingEstimator estimator = _ml.Transforms.Text.PoolTokens("Features", TinyModel.Bert);

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data));
        Assert.StartsWith("Schema mismatch for input column 'last_hidden_state': expected Vector<Single, 1, *, 32>, got Vector<Single, 1, 4, 16>", error.Message);
    }

    private string Error(IDataView data, TokenPoolingOptions options)
        => Assert.ThrowsAny<Exception>(() => Pool(data, options)).GetBaseException().Message;

    private float[] Pool(IDataView data, TokenPoolingOptions options)
        => _ml.Transforms.Text.PoolTokens(options, TinyModel.Bert).Fit(data).Transform(data).GetColumn<float[]>("Features").Single();

    private sealed class Hidden
    {
        [ColumnName("last_hidden_state")]
        public float[] State { get; set; } = [];

        [ColumnName("attention_mask")]
        public long[] Mask { get; set; } = [];

        [ColumnName("input_ids")]
        public long[] Ids { get; set; } = [];
    }

    private sealed class Declared
    {
        [ColumnName("last_hidden_state"), VectorType(1, 4, 16)]
        public float[] State { get; set; } = new float[64];

        [ColumnName("attention_mask")]
        public long[] Mask { get; set; } = [1, 1, 1, 1];
    }
}
