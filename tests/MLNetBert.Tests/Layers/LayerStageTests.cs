using MLNetBert.Encoder.Layers;
using MLNetBert.Tests;
using MLNetBert.Tests.Layers;

namespace MLNetBert.StageTests;

/// <summary>The layer stages on PyTorch's cases: fitted, loaded from a file without the weights' own, and in a prediction engine.</summary>
public class LayerStageTests
{
    private readonly LayerStage _stage = new();

    public static TheoryData<string> Recurrent =>
        [.. Directory.GetFiles(RepositoryFiles.Reference("layers"), "*_l?_*.npz").Select(path => Path.GetFileNameWithoutExtension(path)!).Where(name => !name.EndsWith("initial", StringComparison.Ordinal))];

    [Fact]
    public void Linear_is_torchs_and_pooled_over_the_tokens()
    {
        LayerCase torch = new("masked_linear");
        LayerStage.Row[] rows = LayerStage.Rows(torch, "x");
        float[] pooled = _stage.Run(rows, new MaskedLinearOptions { WeightsPath = Npz("masked_linear") });
        torch.AssertClose("mean", pooled);
        torch.AssertWrong("wrong_mean_all", pooled);
        torch.AssertWrong("wrong_mean_sum", pooled);
        float[] tokens = _stage.Run(rows, new MaskedLinearOptions { WeightsPath = Npz("masked_linear"), Pooling = PoolingMode.None });
        torch.AssertClose("out", tokens);
        torch.AssertWrong("wrong_out", tokens);
    }

    [Fact]
    public void Softmax_is_over_the_tokens()
    {
        LayerCase torch = new("masked_softmax");
        float[] actual = _stage.Run(LayerStage.Rows(torch, "scores"), new MaskedSoftmaxOptions());
        torch.AssertClose("out", actual);
        torch.AssertWrong("wrong_out", actual);
        float[] perFeature = _stage.Run(LayerStage.Rows(torch, "x"), new MaskedSoftmaxOptions { FeatureCount = 10 });
        torch.AssertClose("out_per_feature", perFeature);
        torch.AssertWrong("wrong_out_per_feature", perFeature);
    }

    [Theory]
    [InlineData("dot", AttentionScoring.Dot)]
    [InlineData("scaled", AttentionScoring.ScaledDot)]
    [InlineData("additive", AttentionScoring.Additive)]
    public void Attention_pools_the_tokens(string name, AttentionScoring scoring)
    {
        LayerCase torch = new($"attention_pool_{name}");
        LayerStage.Row[] rows = LayerStage.Rows(torch, "x");
        float[] learned = _stage.Run(rows, new AttentionPoolingOptions { WeightsPath = Npz($"attention_pool_{name}"), Scoring = scoring });
        torch.AssertClose("out", learned);
        torch.AssertWrong("wrong_out", learned);
        if (scoring != AttentionScoring.Additive)
            Assert.Equal(learned, _stage.Run(rows, new AttentionPoolingOptions { Query = torch["query"], Scoring = scoring }));
    }

    [Theory]
    [MemberData(nameof(Recurrent))]
    public void Recurrent_layers_are_torchs_over_packed_sequences(string name)
    {
        LayerCase torch = new(name);
        LayerStage.Row[] rows = LayerStage.Rows(torch, "x");
        var options = new RecurrentLayerOptions { WeightsPath = Safetensors(name), Kind = Kind(name) };
        float[] last = _stage.Run(rows, options);
        Assert.InRange(Distance(LastStates(torch, "h_n"), last), 0, LayerCase.Tolerance);
        Assert.True(Distance(LastStates(torch, "wrong_h_n"), last) > 1e-3);

        options.Pooling = PoolingMode.None;
        torch.AssertClose("out", _stage.Run(rows, options));
        options.Pooling = PoolingMode.Mean;
        IEnumerable<float> mean = torch["out"].Chunk(12 * torch.Shape("out")[2]).SelectMany((row, i) => Mean(row, torch.Mask[(12 * i)..(12 * (i + 1))]));
        Assert.InRange(Distance([.. mean], _stage.Run(rows, options)), 0, LayerCase.Tolerance);
    }

    [Theory]
    [InlineData("attention_bias")]
    [InlineData("attention_nobias")]
    [InlineData("attention_kdim")]
    public void Cross_attention_is_torchs(string name)
    {
        LayerCase torch = new(name);
        LayerStage.Row[] rows = LayerStage.Rows(torch, "key", "query");
        var options = new CrossAttentionOptions { WeightsPath = Safetensors(name), Heads = 4, Pooling = PoolingMode.None };
        float[] actual = _stage.Run(rows, options);
        torch.AssertClose("out", actual);
        torch.AssertWrong("wrong_out", actual);

        (options.Pooling, options.QueryMaskColumnName) = (PoolingMode.Mean, "query_mask");
        int[] queries = torch.Ints("query_mask");
        IEnumerable<float> mean = torch["out"].Chunk(7 * 16).SelectMany((row, i) => Mean(row, queries[(7 * i)..(7 * (i + 1))]));
        Assert.InRange(Distance([.. mean], _stage.Run(rows, options)), 0, LayerCase.Tolerance);
    }

    [Fact]
    public void Rows_without_tokens_have_a_defined_result()
    {
        foreach (int tokens in (int[])[0, 3])
        {
            LayerStage.Row[] rows = [new() { State = [.. Enumerable.Repeat(float.NaN, tokens * 8)], Mask = new long[tokens], Query = [] }];
            Assert.Equal(new float[10], _stage.Run(rows, new MaskedLinearOptions { WeightsPath = Npz("masked_linear") }));
            Assert.Equal(new float[20], _stage.Run(rows, new RecurrentLayerOptions { WeightsPath = Safetensors("lstm_l2_bi") }));
            Assert.Equal(new float[8], _stage.Run(rows, new AttentionPoolingOptions { Query = [1, 2, 3, 4, 5, 6, 7, 8] }));
            float[] bias = new LayerCase("attention_bias").Weights.Read("out_proj.bias", 16);
            rows[0].State = new float[tokens * 16];
            rows[0].Query = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
            Assert.Equal(bias, _stage.Run(rows, new CrossAttentionOptions { WeightsPath = Safetensors("attention_bias"), Heads = 4 }));
        }
    }

    private static string Npz(string name) => RepositoryFiles.Reference("layers", $"{name}.npz");

    private static string Safetensors(string name) => RepositoryFiles.Reference("layers", $"{name}.safetensors");

    private static RecurrentKind Kind(string name)
        => Enum.GetValues<RecurrentKind>().Single(kind => name.Replace("_", "").StartsWith(kind.ToString(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The last layer's states of [layers * directions, 4, 10], row by row.</summary>
    private static float[] LastStates(LayerCase torch, string array)
    {
        float[][] states = torch[array].Chunk(10).ToArray();
        int directions = torch.Shape("out")[2] / 10;
        return [.. from row in Enumerable.Range(0, 4) from state in Enumerable.Range((states.Length / 4) - directions, directions) from value in states[(state * 4) + row] select value];
    }

    private static IEnumerable<float> Mean(float[] row, int[] mask)
    {
        float[][] tokens = row.Chunk(row.Length / mask.Length).Where((_, i) => mask[i] != 0).ToArray();
        return Enumerable.Range(0, row.Length / mask.Length).Select(i => tokens.Average(token => token[i]));
    }

    private static double Distance(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
    }
}
