namespace MLNetBert.Tests;

/// <summary>Pooling by itself, against float64 sums; equal once they are rounded to float.</summary>
public sealed class TokenPoolingTests
{
    private const int Hidden = 32;

    public static TheoryData<string> Modes() =>
        ["cls", "mean", "max", "min", "lasttoken", "mean_sqrt_len_tokens", "weightedmean", "mean_l2", "cls+mean+max", "mean+mean_sqrt_len_tokens"];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Padding_right_left_and_holes_pool_as_the_reference(string name)
    {
        bool normalize = name == "mean_l2";
        var pooling = TokenPooling.Parse(normalize ? "mean" : name);
        string[] files =
        [
            .. ReferenceModels.Encoders.Select(model => ReferenceModels.Path(model, "golden", "pooled.npz")),
            ReferenceModels.Path("tiny-bert", "golden", "pooled_left.npz"),
            ReferenceModels.Path("tiny-bert", "golden", "pooled_holes.npz"),
        ];
        foreach (string file in files)
        {
            Dictionary<string, NpyArray> golden = Npz.Read(file);
            float[] hidden = golden["hidden"].Floats;
            int[] mask = TinyModelTests.Ints(golden["attention_mask"]);
            double[] expected = golden[name].Doubles;
            int dimension = pooling.Dimension(Hidden);
            for (int row = 0; row < 12; row++)
            {
                float[] actual = new float[dimension];
                pooling.Pool(hidden.AsSpan(row * 40 * Hidden, 40 * Hidden), mask.AsSpan(row * 40, 40), Hidden, normalize, actual);
                for (int i = 0; i < dimension; i++)
                    Assert.Equal((float)expected[(row * dimension) + i], actual[i]);
            }
        }
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("max")]
    [InlineData("min")]
    public void Padding_does_not_count(string name)
    {
        Dictionary<string, NpyArray> batch = Npz.Read(ReferenceModels.Path("tiny-bert", "golden", "batch_all.npz"));
        double[] wrong = Npz.Read(ReferenceModels.Path("tiny-bert", "golden", "wrong_unmasked.npz"))[name].Doubles;
        float[] hidden = batch["last_hidden_state"].Floats;
        int[] mask = TinyModelTests.Ints(batch["attention_mask"]);
        float[] masked = new float[12 * Hidden];
        for (int row = 0; row < 12; row++)
            TokenPooling.Parse(name).Pool(hidden.AsSpan(row * 40 * Hidden, 40 * Hidden), mask.AsSpan(row * 40, 40), Hidden, false, masked.AsSpan(row * Hidden, Hidden));
        Assert.True(TinyModelTests.Distance(masked, Array.ConvertAll(wrong, value => (float)value)) > 0.008);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void No_token_at_all_gives_zeros(string name)
    {
        var pooling = TokenPooling.Parse(name == "mean_l2" ? "mean" : name);
        float[] vectors = new float[3 * Hidden];
        vectors.AsSpan().Fill(float.NaN);
        foreach ((float[] tokens, int[] mask) in ((float[], int[])[])[([], []), (vectors, [0, 0, 0])])
        {
            float[] actual = new float[pooling.Dimension(Hidden)];
            actual.AsSpan().Fill(7);
            pooling.Pool(tokens, mask, Hidden, name == "mean_l2", actual);
            Assert.All(actual, value => Assert.Equal(0f, value));
        }
    }

    [Fact]
    public void Wrong_shapes_name_the_argument_and_both_shapes()
    {
        TokenPooling mean = PoolingMode.Mean;
        Assert.Contains("multiple of the hidden size 4", Assert.Throws<ArgumentException>("tokenVectors", () => mean.Pool(new float[6], default, 4, false, new float[4])).Message);
        Assert.Contains("3 values for 2 token vectors", Assert.Throws<ArgumentException>("attentionMask", () => mean.Pool(new float[8], new int[3], 4, false, new float[4])).Message);
        Assert.Contains("holds 5 values", Assert.Throws<ArgumentException>("destination", () => mean.Pool(new float[8], default, 4, false, new float[5])).Message);
        Assert.Throws<ArgumentException>("pooling", () => ((TokenPooling)PoolingMode.Pooler).Pool(new float[8], default, 4, false, new float[4]));
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("cls+mean+max")]
    [InlineData("mean_sqrt_len_tokens+weightedmean+lasttoken+min")]
    [InlineData("none")]
    public void Names_are_read_and_written(string names)
    {
        Assert.Equal(names, TokenPooling.Parse(names).ToString());
        Assert.Equal(TokenPooling.Parse(names), TokenPooling.Parse(names.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("median", "'median' is unknown; choose from mean, cls")]
    [InlineData("", "'' is unknown")]
    [InlineData("cls+", "'' is unknown")]
    [InlineData("none+mean", "stands alone")]
    public void Unknown_names_are_told_with_those_there_are(string names, string message) =>
        Assert.Contains(message, Assert.Throws<BadInputException>(() => TokenPooling.Parse(names)).Message);
}
