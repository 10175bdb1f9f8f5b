using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNetBert.Encoder.Layers;
using MLNetBert.Tests;

namespace MLNetBert.StageTests;

/// <summary>Layer stages between an encoder and a trainer, and what does not fit there.</summary>
public class LayerStageSchemaTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Stands_between_the_encoder_and_a_trainer()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Texts.Rows(60));
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        float[] query = Enumerable.Range(0, TinyModel.Bert.HiddenSize).Select(i => i / 100f).ToArray();
        EstimatorChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> chain = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(text.TokenizeBert("Text", TinyModel.Bert))
            .Append(_ml.Transforms.ApplyOnnxModel(["last_hidden_state"], ["input_ids", "attention_mask", "token_type_ids"], TinyModel.Bert.ModelFile))
            .Append(text.ApplyAttentionPooling(new AttentionPoolingOptions { Query = query, Scoring = AttentionScoring.ScaledDot }))
            .AppendCacheCheckpoint(_ml)
            .Append(OneThread.SdcaMaximumEntropy(_ml));
        TransformerChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> model = chain.Fit(data);
        DataViewSchema.Column column = model.GetOutputSchema(data.Schema)["Features"];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, query.Length), column.Type);
        Assert.Equal("attention.31", names.GetItemOrDefault(31).ToString());
        using var saved = new MemoryStream();
        _ml.Model.Save(model, data.Schema, saved);
        Assert.Equal(model.Transform(data).GetColumn<uint>("PredictedLabel"), _ml.Model.Load(saved, out _).Transform(data).GetColumn<uint>("PredictedLabel"));
    }

    [Theory]
    [InlineData(5 * 8, 4, "Column 'last_hidden_state' came with shape [1, 5, 8], but [1, 4, 8] is expected beside column 'attention_mask' of shape [1, 4]")]
    [InlineData(30, 4, "Column 'last_hidden_state' came with shape [30], but [1, 4, 8] is expected beside column 'attention_mask' of shape [1, 4]: the size of a token's vector must be the layer's 8")]
    public void A_wrong_shape_is_told(int values, int tokens, string message)
        => Assert.StartsWith(message, Error(new() { State = new float[values], Mask = new long[tokens] }, new MaskedLinearOptions { WeightsPath = Reference("masked_linear.npz") }));

    [Fact]
    public void Without_a_mask_all_tokens_count_and_the_shape_is_checked()
    {
        var options = new RecurrentLayerOptions { WeightsPath = Reference("gru_l1_uni.safetensors"), Kind = RecurrentKind.Gru, AttentionMaskColumnName = null };
        float[] state = new float[16];
        state.AsSpan().Fill(0.5f);
        Assert.Equal(
            Run(new() { State = state, Mask = [1, 1] }, new RecurrentLayerOptions { WeightsPath = options.WeightsPath, Kind = options.Kind }),
            Run(new() { State = state }, options));
        Assert.Equal(
            "Column 'last_hidden_state' came with shape [12], but [1, *, 8] is expected: the size of a vector must be the layer's 8.",
            Error(new() { State = new float[12] }, options));
    }

    [Fact]
    public void A_query_of_another_shape_is_told()
    {
        var options = new CrossAttentionOptions { WeightsPath = Reference("attention_bias.safetensors"), Heads = 4 };
        Assert.StartsWith("Column 'query' came with shape [15], but [1, *, 16] is expected", Error(new() { State = new float[16], Mask = [1], Query = new float[15] }, options));
        options.QueryMaskColumnName = "query_mask";
        Assert.StartsWith(
            "Column 'query' came with shape [1, 2, 16], but [1, 3, 16] is expected beside column 'query_mask' of shape [1, 3]",
            Error(new() { State = new float[16], Mask = [1], Query = new float[32], QueryMask = [1, 1, 1] }, options));
    }

    [Fact]
    public void A_declared_shape_of_another_size_is_told_at_fit()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Declared()]);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Text.ApplyMaskedLinear("Features", Reference("masked_linear.npz")).Fit(data));
        Assert.StartsWith("Schema mismatch for input column 'last_hidden_state': expected Vector<Single, 1, *, 8>, got Vector<Single, 1, 4, 16>", error.Message);
    }

    [Fact]
    public void Options_and_weights_that_do_not_fit_are_told()
    {
        TransformsCatalog.TextTransforms text = _ml.Transforms.Text;
        Assert.Contains("WeightsPath is not given", Assert.Throws<ArgumentException>(() => text.ApplyMaskedLinear(new MaskedLinearOptions())).Message);
        Assert.Contains("does not exist", Assert.Throws<BadInputException>(() => text.ApplyRecurrentLayer("Features", "none.npz")).Message);
        Assert.Contains("there is no array 'head.weight'", Assert.Throws<BadInputException>(() => text.ApplyMaskedLinear(new MaskedLinearOptions { WeightsPath = Reference("masked_linear.npz"), WeightsPrefix = "head." })).Message);
        Assert.Contains("pooler is not computed from token vectors", Assert.Throws<ArgumentException>(() => text.ApplyMaskedLinear("Features", Reference("masked_linear.npz"), PoolingMode.Pooler)).Message);
        Assert.Contains("additive attention takes", Assert.Throws<ArgumentException>(() => text.ApplyAttentionPooling(new AttentionPoolingOptions { Scoring = AttentionScoring.Additive, Query = [1] })).Message);
        Assert.Contains("keys are 12 long, values 10", Assert.Throws<BadInputException>(() => text.ApplyCrossAttention("Features", "query", Reference("attention_kdim_vdim.safetensors"), heads: 4)).Message);
    }

    private static string Reference(string file) => RepositoryFiles.Reference("layers", file);

    private string Error(LayerStage.Row row, TokenLayerOptions options) => Assert.ThrowsAny<Exception>(() => Run(row, options)).GetBaseException().Message;

    private float[] Run(LayerStage.Row row, TokenLayerOptions options)
    {
        IDataView data = _ml.Data.LoadFromEnumerable([row]);
        return new TokenLayerEstimator(options).Fit(data).Transform(data).GetColumn<float[]>("Features").Single();
    }

    private sealed class Declared
    {
        [ColumnName("last_hidden_state"), VectorType(1, 4, 16)]
        public float[] State { get; set; } = new float[64];

        [ColumnName("attention_mask")]
        public long[] Mask { get; set; } = [1, 1, 1, 1];
    }
}
