namespace MLNetBert.Tests.Modules;

/// <summary>
/// Modules behind the pooling, against float64 computed here from PyTorch's own numbers. The rules: sentence-transformers 5.7, base/modules/dense.py 74-78 and
/// sentence_transformer/modules/layer_norm.py 19-23, normalize.py 20-24; torch.nn.Linear is x W^T + b, torch.nn.LayerNorm has eps 1e-5.
/// </summary>
public sealed class ModuleTests : IDisposable
{
    private static readonly string[] Texts = ["hello world", "", "the quick brown fox jumps over the lazy dog", "a b c d", "e f g h", "hello world"];

    private readonly SentenceFolder _folder = new SentenceFolder().DenseAndNorm();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dense_then_LayerNorm_then_Normalize(bool normalize)
    {
        _folder.DenseAndNorm(normalize ? ["Normalize"] : []);
        using BertModel model = _folder.Open();
        Assert.Equal(normalize, model.DefaultNormalize);
        Assert.Equal(["Dense", "LayerNorm"], model.Modules);
        Check(model, vector => Normalize(LayerNorm(Dense(vector, Math.Tanh)), normalize));
    }

    [Theory]
    [InlineData("dense.bin")]
    [InlineData("dense.older.bin")]
    public void Both_formats_of_PyTorch_give_the_same_bits(string file)
    {
        using BertModel model = _folder.Open(), other = _folder.Copy("2_Dense/pytorch_model.bin", file).Open();
        Assert.Equal(new BertFeaturizer(model).Featurize(Texts), new BertFeaturizer(other).Featurize(Texts));
    }

    [Fact]
    public void Safetensors_come_before_a_pytorch_model()
    {
        string weights = Layers.SafetensorsWriter.Write(5, ("linear.weight", [12, 32]), ("linear.bias", [12]));
        File.Copy(weights, _folder.At("2_Dense/model.safetensors"));
        using BertModel model = _folder.Open();
        Assert.Contains("2_Dense/model.safetensors", model.Files);
        Assert.DoesNotContain("2_Dense/pytorch_model.bin", model.Files);
        var layer = Encoder.Layers.LayerWeights.Open(weights);
        double[] w = Doubles(layer.Read("linear.weight", 12, 32)), b = Doubles(layer.Read("linear.bias", 12));
        Check(model, vector => LayerNorm(Linear(vector, w, b, Math.Tanh)));
    }

    /// <summary>Pooling's modes are joined (pooling.py 150), and a Normalize may stand before another module.</summary>
    [Fact]
    public void Several_poolings_then_Normalize_then_Dense_without_bias()
    {
        _folder.List("Transformer", "Pooling", "Normalize", "Dense", "Dropout")
            .Write("1_Pooling/config.json", """{"embedding_dimension": 32, "pooling_mode": ["mean", "max"]}""")
            .Write("3_Dense/config.json", """{"in_features": 64, "out_features": 3, "bias": false, "activation_function": "torch.nn.modules.linear.Identity"}""");
        string weights = Layers.SafetensorsWriter.Write(6, ("linear.weight", [3, 64]));
        File.Copy(weights, _folder.At("3_Dense/model.safetensors"));
        using BertModel model = _folder.Open();
        Assert.Equal(["Normalize", "Dense"], model.Modules);
        Assert.False(model.DefaultNormalize);
        double[] w = Doubles(Encoder.Layers.LayerWeights.Open(weights).Read("linear.weight", 3, 64));
        Check(model, vector => Linear(Normalize(vector, true), w, [], x => x));
    }

    /// <summary>A Matryoshka model's vector is cut behind its modules (sentence_transformer/model.py 667).</summary>
    [Fact]
    public void The_last_vector_is_cut()
    {
        using BertModel model = _folder.Open();
        float[] whole = new BertFeaturizer(model).Featurize(Texts[2]);
        Assert.Equal(whole[..5], new BertFeaturizer(model, new FeaturizerOptions { TruncateDim = 5 }).Featurize(Texts[2]));
        Assert.Contains("The vectors have 12 values", Assert.Throws<BadInputException>(() => new BertFeaturizer(model, new FeaturizerOptions { TruncateDim = 13 })).Message);
    }

    [Fact]
    public void The_bits_of_a_text_stay_its_own()
    {
        using BertModel model = _folder.DenseAndNorm("Normalize").Open();
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => string.Join(' ', Enumerable.Range(0, i % 7).Select(word => $"word{word * i}")))];
        Assert.True(new BertVerifier(new BertFeaturizer(model)).Run(texts).Exact);
        BertFeaturizer one = new(model, new FeaturizerOptions { Threads = 1, Window = 1 }), many = new(model, new FeaturizerOptions { Threads = 4 });
        Assert.Equal(one.Featurize(texts), many.Featurize(texts));
    }

    [Fact]
    public void Token_vectors_and_models_opened_without_them_do_not_go_through_modules()
    {
        using SentenceFolder plain = new();
        using BertModel model = _folder.Open(), without = BertModel.Open(_folder.Path, new BertModelOptions { ApplyModules = false }), other = plain.Open();
        Assert.Equal(new BertFeaturizer(other).Featurize(Texts), new BertFeaturizer(without).Featurize(Texts));
        FeaturizerOptions tokens = new() { Pooling = PoolingMode.None };
        Assert.Equal(new BertFeaturizer(other, tokens).Featurize("hello world"), new BertFeaturizer(model, tokens).Featurize("hello world"));
        Assert.Empty(without.Modules);
        Assert.NotEqual(new BertFeaturizer(model).Fingerprint, new BertFeaturizer(without).Fingerprint);
    }

    [Theory]
    [InlineData("2_Dense/config.json", """{"in_features": 32, "out_features": 12, "bias": true, "activation_function": "torch.nn.modules.linear.Identity"}""")]
    [InlineData("3_LayerNorm/pytorch_model.bin", null)]
    public void The_fingerprint_covers_their_files(string file, string? text)
    {
        using BertModel before = _folder.Open();
        Assert.Contains(before.Fingerprint.Parts, part => part.Key == $"file {file}");
        if (text != null)
            _folder.Write(file, text);
        else
            File.WriteAllBytes(_folder.At(file), Changed(File.ReadAllBytes(_folder.At(file))));
        using BertModel after = _folder.Open();
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
        Assert.NotEqual(new BertFeaturizer(before).Featurize("hello"), new BertFeaturizer(after).Featurize("hello"));
    }

    [Fact]
    public void Inspect_shows_them_in_order()
    {
        using BertModel model = _folder.DenseAndNorm("Normalize").Open();
        Assert.Contains(new ModelFact("modules", "Transformer, Pooling, Dense, LayerNorm, Normalize", "modules.json"), model.Description);
        Assert.Equal(
            [new ModelFact("module", "Dense: 32 to 12 values, with bias, Tanh", "2_Dense/config.json, 2_Dense/pytorch_model.bin"), new ModelFact("module", "LayerNorm: 12 values", "3_LayerNorm/config.json, 3_LayerNorm/pytorch_model.bin")],
            model.Description.Where(fact => fact.Name == "module"));
        Assert.Empty(model.Warnings);
    }

    private static void Check(BertModel model, Func<double[], double[]> expected)
    {
        using var without = BertModel.Open(model.Folder, new BertModelOptions { ApplyModules = false });
        BertFeaturizer pooled = new(without, new FeaturizerOptions { Normalize = false }), featurizer = new(model);
        foreach (string text in Texts)
        {
            double[] wanted = expected(Doubles(pooled.Featurize(text)));
            Assert.Equal(wanted.Length, featurizer.Dimension);
            Assert.Equal([.. wanted.Select(value => (float)value)], featurizer.Featurize(text), (x, y) => Math.Abs(x - y) <= 2e-6 * Math.Max(1, Math.Abs(x)));
        }
    }

    private static double[] Dense(double[] x, Func<double, double> activation) => Linear(x, TorchCases.Values("dense.bin", "linear.weight"), TorchCases.Values("dense.bin", "linear.bias"), activation);

    private static double[] Linear(double[] x, double[] weight, double[] bias, Func<double, double> activation) =>
        [.. Enumerable.Range(0, weight.Length / x.Length).Select(row => activation(x.Select((value, i) => value * weight[(row * x.Length) + i]).Sum() + (bias.Length > 0 ? bias[row] : 0)))];

    private static double[] LayerNorm(double[] x)
    {
        double mean = x.Average(), variance = x.Average(value => (value - mean) * (value - mean));
        double[] weight = TorchCases.Values("norm.bin", "norm.weight"), bias = TorchCases.Values("norm.bin", "norm.bias");
        return [.. x.Select((value, i) => ((value - mean) / Math.Sqrt(variance + 1e-5) * weight[i]) + bias[i])];
    }

    private static double[] Normalize(double[] x, bool normalize) => normalize ? [.. x.Select(value => value / Math.Sqrt(x.Sum(one => one * one)))] : x;

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);

    /// <summary>A file with another first weight.</summary>
    private static byte[] Changed(byte[] file)
    {
        int at = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3f]);
        file[at + 3] = 0x40;
        return file;
    }
}
