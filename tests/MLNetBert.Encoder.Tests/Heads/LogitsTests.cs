namespace MLNetBert.Tests;

/// <summary>The pooling logits: expected values are W x + b in float64, x being the first token's vector of the encoder, which other tests compare with PyTorch's.</summary>
public class LogitsTests
{
    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 120).Select(i => string.Join(' ', Enumerable.Range(0, i * 7 % 5).Select(j => "the quick brown fox jumps over a lazy dog and hello world".Split(' ')[(i + (j * j)) % 12])))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Logits_are_the_head_of_the_first_tokens_vector(int labels)
    {
        using HeadFolder folder = new(labels);
        using BertModel model = folder.Open();
        BertFeaturizer logits = new(model), first = new(Encoder(), new FeaturizerOptions { Pooling = PoolingMode.Cls });
        Assert.Equal((PoolingMode.Logits, BertModelOutputs.Logits, labels), (Assert.Single(model.DefaultPooling.Modes), model.Outputs, logits.Dimension));
        foreach (string text in Texts.Take(20))
        {
            AssertClose(Head(folder, first.Featurize(text)), logits.Featurize(text));
            AssertClose(Head(folder, first.Featurize(text, "the second text")), logits.Featurize(text, "the second text"));
        }
    }

    [Fact]
    public void Activations_are_those_of_the_formulas()
    {
        using HeadFolder folder = new(4);
        using BertModel model = folder.Open();
        BertFeaturizer raw = new(model), softmax = new(model, new FeaturizerOptions { Activation = LogitActivation.Softmax }), sigmoid = new(model, new FeaturizerOptions { Activation = LogitActivation.Sigmoid });
        foreach (string text in Texts.Take(20))
        {
            double[] logits = [.. raw.Featurize(text).Select(value => (double)value)];
            AssertClose([.. logits.Select(x => Math.Exp(x) / logits.Sum(Math.Exp))], softmax.Featurize(text));
            AssertClose([.. logits.Select(x => 1 / (1 + Math.Exp(-x)))], sigmoid.Featurize(text));
            Assert.Equal(1, softmax.Featurize(text).Sum(value => (double)value), 6);
        }

        Assert.NotEqual(raw.Fingerprint, softmax.Fingerprint);
        Assert.NotEqual(sigmoid.Fingerprint, softmax.Fingerprint);
    }

    [Theory]
    [InlineData(1, LogitActivation.Sigmoid)]
    [InlineData(3, LogitActivation.Softmax)]
    [InlineData(17, LogitActivation.Softmax)]
    public void A_text_has_the_same_bits_alone_and_in_any_company(int labels, LogitActivation activation)
    {
        using HeadFolder folder = new(labels);
        using BertModel model = folder.Open();
        Assert.False(model.RunsOneAtATime);
        BertFeaturizer featurizer = new(model, new FeaturizerOptions { Activation = activation, Threads = 3 });
        float[][] alone = [.. Texts.Select(text => featurizer.Featurize(text))];
        Assert.Equal(alone, featurizer.Featurize(Texts));
        Assert.Equal(alone.Reverse(), new BertFeaturizer(model, new FeaturizerOptions { Activation = activation, Window = 37 }).Featurize([.. Texts.Reverse()]));
        float[][] pairs = [.. featurizer.FeaturizeStream(Texts, text => new TextInput(text, "a dog")).Select(row => row.Features.ToArray())];
        Assert.Equal([.. Texts.Select(text => featurizer.Featurize(text, "a dog"))], pairs);
    }

    // The product of the head has as many rows as the batch, and libraries choose kernels by that.
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 192)]
    [InlineData(5, 17)]
    public void The_head_has_the_same_bits_for_any_number_of_rows(int labels, int most)
    {
        using HeadFolder folder = new(labels);
        using BertModel model = folder.Open();
        Random random = new(1);
        int[] ids = [.. Enumerable.Range(0, 2 * most).Select(_ => random.Next(1024))];
        float[] alone = [.. Enumerable.Range(0, most).SelectMany(i => Logits(model, ids[(2 * i)..((2 * i) + 2)]))];
        for (int rows = 1; rows <= most; rows++)
            Assert.Equal(alone[..(rows * labels)], Logits(model, ids[..(2 * rows)]));
    }

    [Fact]
    public void A_head_that_sums_over_tokens_in_the_graph_runs_one_text_at_a_time()
    {
        using HeadFolder folder = new(3, make: HeadGraphs.SequenceMean);
        using BertModel model = folder.Open();
        Assert.Contains("the graph itself sums over the tokens", model.RunsOneAtATimeReason);
        BertFeaturizer logits = new(model), mean = new(Encoder());
        Assert.Equal([.. Texts.Select(text => logits.Featurize(text))], logits.Featurize(Texts));
        AssertClose(Head(folder, mean.Featurize(Texts[3])), logits.Featurize(Texts[3]));
    }

    [Fact]
    public void A_graph_of_fixed_shape_gives_them_too()
    {
        byte[] encoder = File.ReadAllBytes(ReferenceModels.Path("tiny-bert", "model_fixed_1x16.onnx"));
        using HeadFolder folder = new(3, make: (_, weights, bias) => HeadGraphs.Sequence(encoder, weights, bias));
        using BertModel model = folder.Open();
        BertFeaturizer logits = new(model), first = new(Encoder(), new FeaturizerOptions { Pooling = PoolingMode.Cls });
        Assert.Equal([.. Texts.Select(text => logits.Featurize(text))], logits.Featurize(Texts));
        AssertClose(Head(folder, first.Featurize("hello world")), logits.Featurize("hello world"));
    }

    [Fact]
    public void Beside_token_vectors_every_pooling_works()
    {
        using HeadFolder folder = new(3, keep: true);
        using BertModel model = folder.Open(), encoder = BertModel.Open(ReferenceModels.Path("tiny-bert", "model.onnx"), new BertModelOptions { Tokenizer = model.Tokenizer });
        Assert.Equal("mean", model.DefaultPooling.ToString());
        Assert.Equal(encoder.Outputs | BertModelOutputs.Logits, model.Outputs);
        float[] mean = new BertFeaturizer(encoder).Featurize("hello world"), logits = new BertFeaturizer(model, new FeaturizerOptions { Pooling = PoolingMode.Logits }).Featurize("hello world");
        Assert.Equal(mean, new BertFeaturizer(model).Featurize("hello world"));
        Assert.Equal([.. mean, .. logits], new BertFeaturizer(model, new FeaturizerOptions { Pooling = TokenPooling.Parse("mean+logits") }).Featurize("hello world"));
        float[] softmax = new BertFeaturizer(model, new FeaturizerOptions { Pooling = TokenPooling.Parse("logits+mean"), Activation = LogitActivation.Softmax }).Featurize("hello world");
        Assert.Equal([.. LogitActivation.Softmax.Apply(logits), .. mean], softmax);
    }

    [Fact]
    public void A_prompt_is_put_in_front_and_what_is_for_vectors_does_not_apply()
    {
        using HeadFolder folder = new(3);
        using BertModel plain = folder.Open();
        File.WriteAllText(folder.At("config_sentence_transformers.json"), """{"prompts": {"query": "hello "}, "default_prompt_name": "query", "truncate_dim": 2}""");
        File.WriteAllText(folder.At("modules.json"), """[{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}, {"idx": 1, "name": "1", "path": "1", "type": "sentence_transformers.models.Normalize"}]""");
        using BertModel model = folder.Open();
        BertFeaturizer featurizer = new(model);
        Assert.Equal((3, false), (featurizer.Dimension, featurizer.Normalize));
        Assert.Equal(new BertFeaturizer(plain).Featurize("hello world", "a dog"), featurizer.Featurize("world", "a dog"));
    }

    private static BertModel Encoder() => Opened.Value;

    private static readonly Lazy<BertModel> Opened = new(() => BertModel.Open(ReferenceModels.Path("tiny-bert", "model.onnx"), new BertModelOptions { Tokenizer = Tokenizers.PreTrainedTokenizer.Open(ReferenceModels.Path("tiny-tokenizers", "wordpiece")) }));

    private static float[] Logits(BertModel model, int[] ids) => model.Run(ids, default, default, ids.Length / 2, 2, BertModelOutputs.Logits).Logits.ToArray();

    private static double[] Head(HeadFolder folder, float[] vector) =>
        [.. folder.Weights.Zip(folder.Bias, (row, bias) => row.Zip(vector, (weight, x) => (double)weight * x).Sum() + bias)];

    private static void AssertClose(double[] expected, float[] actual) => Assert.Equal(expected, [.. actual.Select(value => (double)value)], (x, y) => Math.Abs(x - y) < 1e-5);
}
