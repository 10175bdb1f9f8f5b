using System.Text.Json.Nodes;

namespace MLNetBert.Tests.Modules;

/// <summary>
/// WeightedLayerPooling (sentence-transformers 5.7, sentence_transformer/modules/weighted_layer_pooling.py 33-45): the layers from layer_start on, times their
/// weights, divided by the sum of weights; only if the transformer gives its hidden states (base/modules/transformer.py 1235-1240).
/// </summary>
public sealed class WeightedLayerTests : IDisposable
{
    private static readonly int[] Ids = [2, 7, 9, 11, 3];

    private readonly SentenceFolder _folder = new SentenceFolder().List("Transformer", "WeightedLayerPooling", "Pooling");
    private readonly string _weights;
    private readonly int _layers;

    public WeightedLayerTests()
    {
        JsonNode config = JsonNode.Parse(File.ReadAllText(_folder.At("config.json")))!;
        _layers = (int)config["num_hidden_layers"]!;
        config["output_hidden_states"] = true;
        _folder.Write("config.json", config.ToJsonString()).Write("2_Pooling/config.json", """{"embedding_dimension": 32, "pooling_mode": "mean"}""")
            .Write("1_WeightedLayerPooling/config.json", $$"""{"embedding_dimension": 32, "layer_start": 1, "num_hidden_layers": {{_layers}}}""");
        _weights = Layers.SafetensorsWriter.Write(3, ("layer_weights", [_layers]));
        File.Copy(_weights, _folder.At("1_WeightedLayerPooling/model.safetensors"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Token_vectors_are_a_weighted_mean_of_layers()
    {
        using BertModel model = _folder.Open();
        float[] weights = Encoder.Layers.LayerWeights.Open(_weights).Read("layer_weights", _layers);
        double[] sum = new double[Ids.Length * 32];
        for (int layer = 1; layer <= _layers; layer++)
        {
            float[] one = model.WithHiddenLayer(layer).Run(Ids, default, default, 1, Ids.Length).TokenVectors.ToArray();
            for (int i = 0; i < sum.Length; i++)
                sum[i] += (double)weights[layer - 1] * one[i];
        }

        double all = weights.Sum(weight => (double)weight);
        Assert.Equal([.. sum.Select(value => (float)(value / all))], model.Run(Ids, default, default, 1, Ids.Length).TokenVectors.ToArray(), (x, y) => Math.Abs(x - y) <= 1e-5 * Math.Max(1, Math.Abs(x)));
        Assert.Equal(["WeightedLayerPooling"], model.Modules);
        Assert.Contains(new ModelFact("module", $"WeightedLayerPooling: layers 1 to {_layers}", "modules.json: [1].type"), model.Description);
        Assert.Contains("1_WeightedLayerPooling/model.safetensors", model.Files);
        Assert.True(new BertVerifier(new BertFeaturizer(model)).Run(["hello world", "a b c", "hello hello"]).Exact);
    }

    [Fact]
    public void A_layer_that_is_asked_for_counts_before_it_and_a_saved_graph_has_it()
    {
        using BertModel model = _folder.Open();
        using SentenceFolder plain = new();
        using BertModel other = plain.Open();
        Assert.Equal(other.Run(Ids, default, default, 1, Ids.Length).TokenVectors.ToArray(), model.WithHiddenLayer(-1).Run(Ids, default, default, 1, Ids.Length).TokenVectors.ToArray());
        model.SaveOnnx(plain.At("model.onnx"));
        using BertModel saved = plain.Open();
        Assert.Equal(model.Run(Ids, default, default, 1, Ids.Length).TokenVectors.ToArray(), saved.Run(Ids, default, default, 1, Ids.Length).TokenVectors.ToArray());
    }

    [Fact]
    public void Without_hidden_states_it_does_nothing_as_in_sentence_transformers()
    {
        using SentenceFolder plain = new();
        _folder.Write("config.json", File.ReadAllText(plain.At("config.json")));
        using BertModel model = _folder.Open(), other = plain.Open();
        Assert.Equal(new BertFeaturizer(other).Featurize("hello world"), new BertFeaturizer(model).Featurize("hello world"));
        Assert.Empty(model.Modules);
        Assert.Contains(new ModelFact("module", "WeightedLayerPooling: without effect", "config.json: output_hidden_states"), model.Description);
    }

    [Fact]
    public void Another_number_of_layers_is_refused()
    {
        _folder.Write("1_WeightedLayerPooling/config.json", """{"embedding_dimension": 32, "layer_start": 0}""");
        Assert.Contains($"[1].type weighs {_layers} layers from layer 0 on, but the model has the layers 0 (the embeddings) to {_layers};", Assert.Throws<BadInputException>(() => _folder.Open()).Message);
    }
}
