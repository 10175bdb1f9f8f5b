namespace MLNetBert.Tests;

/// <summary>Matryoshka: a vector's first values, cut and then scaled, computed here in float64 from the whole vector.</summary>
public sealed class TruncateDimTests : IDisposable
{
    private static readonly string[] Texts = ["hello world", "", "the quick brown fox jumps"];

    private readonly SentenceFolder _folder = new SentenceFolder().Write("modules.json", SentenceFolder.Modules.Replace("TRANSFORMER", "", StringComparison.Ordinal).TrimEnd()[..^1]
        + """, {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]""");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(8, true)]
    [InlineData(1, true)]
    [InlineData(31, false)]
    [InlineData(32, true)]
    public void A_vector_is_cut_and_then_scaled(int size, bool normalize)
    {
        using BertModel model = _folder.Open();
        BertFeaturizer whole = new(model, new FeaturizerOptions { Normalize = false }), cut = new(model, new FeaturizerOptions { TruncateDim = size, Normalize = normalize });
        Assert.Equal(size, cut.Dimension);
        float[][] all = cut.Featurize(Texts);
        for (int i = 0; i < Texts.Length; i++)
        {
            double[] first = [.. whole.Featurize(Texts[i])[..size].Select(value => (double)value)];
            double length = normalize ? Math.Sqrt(first.Sum(value => value * value)) : 1;
            Assert.Equal([.. first.Select(value => (float)(value / length))], all[i], (x, y) => Math.Abs(x - y) < 2e-7);
            Assert.Equal(all[i], cut.Featurize(Texts[i]));
        }
    }

    [Fact]
    public void The_folder_says_it_and_an_option_overrides()
    {
        _folder.Prompts("""{"truncate_dim": 12}""");
        using BertModel model = _folder.Open();
        Assert.Equal(12, model.DefaultTruncateDim);
        Assert.Equal(12, new BertFeaturizer(model).Dimension);
        Assert.Equal(32, new BertFeaturizer(model, new FeaturizerOptions { TruncateDim = 32 }).Dimension);
        Assert.Equal(12, new BertFeaturizer(model, new FeaturizerOptions { Pooling = TokenPooling.Parse("cls+mean") }).Dimension);
        Assert.Equal(32, new BertFeaturizer(model, new FeaturizerOptions { Pooling = PoolingMode.None }).Dimension);
        Assert.Contains(new ModelFact("truncate dim", "12", "config_sentence_transformers.json: truncate_dim"), model.Description);
        Assert.NotEqual(new BertFeaturizer(model).Fingerprint, new BertFeaturizer(model, new FeaturizerOptions { TruncateDim = 32 }).Fingerprint);

        // sentence-transformers: min(output_dim, truncate_dim).
        _folder.Prompts("""{"truncate_dim": 64}""");
        using BertModel small = _folder.Open();
        Assert.Equal(32, new BertFeaturizer(small).Dimension);
    }

    [Theory]
    [InlineData(0, "mean", "The vectors have 32 values, so they cannot be cut to 0; choose 1 to 32.")]
    [InlineData(33, "mean", "The vectors have 32 values, so they cannot be cut to 33; choose 1 to 32.")]
    [InlineData(8, "none", "The pooling none gives every token's vector whole; leave the truncated dimension out, or choose another pooling.")]
    public void What_cannot_be_cut_is_refused(int size, string pooling, string message)
    {
        using BertModel model = _folder.Open();
        Assert.Equal(message, Assert.Throws<BadInputException>(() => new BertFeaturizer(model, new FeaturizerOptions { TruncateDim = size, Pooling = TokenPooling.Parse(pooling) })).Message);
    }
}
