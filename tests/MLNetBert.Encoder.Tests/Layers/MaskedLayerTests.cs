using MLNetBert.Encoder.Layers;

namespace MLNetBert.Tests.Layers;

public class MaskedLayerTests
{
    [Fact]
    public void Linear_leaves_padding_zero_and_its_mean_is_over_the_tokens()
    {
        LayerCase torch = new("masked_linear");
        MaskedLinear linear = new(torch.OwnArrays);
        float[] actual = linear.Apply(torch["x"], torch.Mask, 4, 12);
        torch.AssertClose("out", actual);
        torch.AssertWrong("wrong_out", actual);
        float[] mean = Pool("mean", actual, torch.Mask, 4, 10);
        torch.AssertClose("mean", mean);
        torch.AssertWrong("wrong_mean_all", mean);
        torch.AssertWrong("wrong_mean_sum", mean);
    }

    [Theory]
    [InlineData("max")]
    [InlineData("min")]
    public void Extremes_are_over_the_tokens(string mode)
    {
        LayerCase torch = new($"masked_{mode}");
        float[] actual = Pool(mode, torch["x"], torch.Mask, 4, 10);
        torch.AssertClose("out", actual);
        torch.AssertWrong("wrong_out", actual);
    }

    [Fact]
    public void Softmax_is_over_the_tokens_and_zero_at_the_padding()
    {
        LayerCase torch = new("masked_softmax");
        float[] actual = MaskedSoftmax.Apply(torch["scores"], torch.Mask, 4, 12);
        torch.AssertClose("out", actual);
        torch.AssertWrong("wrong_out", actual);
        Assert.All(actual.Zip(torch.Mask), pair => Assert.True(pair.Second != 0 || pair.First == 0));
        float[] perFeature = MaskedSoftmax.Apply(torch["x"], torch.Mask, 4, 12, 10);
        torch.AssertClose("out_per_feature", perFeature);
        torch.AssertWrong("wrong_out_per_feature", perFeature);
    }

    [Theory]
    [InlineData("dot")]
    [InlineData("scaled")]
    [InlineData("additive")]
    public void Attention_pools_the_tokens(string scores)
    {
        LayerCase torch = new($"attention_pool_{scores}");
        AttentionPooling pooling = scores switch
        {
            "dot" => AttentionPooling.Dot(torch["query"]),
            "scaled" => AttentionPooling.ScaledDot(torch["query"]),
            _ => AttentionPooling.Additive(torch.OwnArrays),
        };
        float[] weights = new float[4 * 12];
        float[] actual = pooling.Apply(torch["x"], torch.Mask, 4, 12, weights);
        torch.AssertClose("out", actual);
        torch.AssertClose("weights", weights);
        torch.AssertWrong("wrong_out", actual);
        torch.AssertWrong("wrong_weights", weights);
        Assert.Equal(actual, pooling.Apply(torch["x"], torch.Mask, 4, 12));
    }

    [Theory]
    [InlineData("attention_bias")]
    [InlineData("attention_nobias")]
    [InlineData("attention_kdim")]
    [InlineData("attention_kdim_vdim")]
    public void Cross_attention_is_torchs(string name)
    {
        LayerCase torch = new(name);
        CrossAttention attention = new(torch.Weights, heads: 4);
        float[] weights = new float[4 * 7 * 12];
        float[] actual = attention.Apply(torch["query"], torch["key"], torch["value"], torch.Mask, 4, 7, 12, weights);
        torch.AssertClose("out", actual);
        torch.AssertClose("weights", weights);
        torch.AssertWrong("wrong_out", actual);
        torch.AssertWrong("wrong_weights", weights);
    }

    [Fact]
    public void Rows_without_tokens_give_zeros_and_the_others_torchs_results()
    {
        LayerCase torch = new("empty_rows");
        int[] lengths = torch.Ints("lengths");
        float[] softmax = MaskedSoftmax.Apply(torch["x"].Where((_, i) => i % 10 == 0).ToArray(), torch.Mask, 4, 12);
        Assert.All(softmax, value => Assert.False(float.IsNaN(value)));
        float[] pooled = AttentionPooling.Dot(torch["x"].AsSpan(0, 10)).Apply(torch["x"], torch.Mask, 4, 12);
        foreach ((string? mode, string? expected) in (ReadOnlySpan<(string, string)>)[("max", "max"), ("min", "min"), ("mean", "mean_clamped"), ("mean_sqrt_len_tokens", "mean_sqrt_clamped")])
        {
            float[] actual = Pool(mode, torch["x"], torch.Mask, 4, 10);
            for (int i = 0; i < actual.Length; i++)
                Assert.Equal(lengths[i / 10] == 0 ? 0 : torch[expected][i], actual[i], LayerCase.Tolerance);
        }

        for (int row = 0; row < 4; row++)
        {
            if (lengths[row] == 0)
                Assert.All(softmax[(row * 12)..((row + 1) * 12)].Concat(pooled[(row * 10)..((row + 1) * 10)]), value => Assert.Equal(0, value));
            else
                Assert.Equal(1, softmax[(row * 12)..((row + 1) * 12)].Sum(), 1e-6f);
        }
    }

    [Fact]
    public void With_all_keys_masked_the_result_is_the_output_projections_bias()
    {
        LayerCase torch = new("attention_bias");
        CrossAttention attention = new(torch.Weights, heads: 4);
        float[] weights = new float[4 * 7 * 12];
        int[] mask = torch.Mask;
        mask.AsSpan(12, 12).Clear();
        float[] actual = attention.Apply(torch["query"], torch["key"], torch["value"], mask, 4, 7, 12, weights);
        float[] bias = torch.Weights.Read("out_proj.bias", 16);
        for (int i = 0; i < 7 * 16; i++)
            Assert.Equal(bias[i % 16], actual[(7 * 16) + i]);
        Assert.All(weights[(7 * 12)..(2 * 7 * 12)], weight => Assert.Equal(0, weight));
    }

    private static float[] Pool(string mode, float[] tokens, int[] mask, int batch, int size)
    {
        (float[]? result, int sequence) = (new float[batch * size], mask.Length / batch);
        for (int row = 0; row < batch; row++)
        {
            TokenPooling.Parse(mode).Pool(
                tokens.AsSpan(row * sequence * size, sequence * size), mask.AsSpan(row * sequence, sequence), size, normalize: false, result.AsSpan(row * size, size));
        }

        return result;
    }
}
