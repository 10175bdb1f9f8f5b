using MLNetBert.Encoder.Models;
using MLNetBert.Encoder.Quantization.Graphs;
using MLNetBert.Encoder.Quantization.Recipe;

namespace MLNetBert.Tests.Quantization;

/// <summary>What is in a quantized file, and that it opens like any other.</summary>
public sealed class Int8FileTests
{
    [Fact]
    public void Weights_are_those_of_the_recipe()
    {
        using TinyInt8 tiny = new("tiny-bert", "model.onnx");
        GraphModel file = TinyInt8.Reread(tiny.File);
        foreach (LinearGroup group in tiny.Model.Groups)
        {
            int from = 0;
            foreach (LinearLayer layer in group.Layers)
            {
                (string Name, IEnumerable<int> Outputs)[] parts = tiny.Model.Groups.Find(other => other.Places[0].Gelu?.Before.Output == layer.Output)?.Result!.Outliers is { Outliers.IsEmpty: false } apart
                    ? [(layer.Output, apart.Others), ($"{layer.Output}/outliers", apart.Outliers)]
                    : [(layer.Output, Enumerable.Range(from, layer.Outputs))];
                foreach ((string name, IEnumerable<int> outputs) in parts)
                {
                    (sbyte[] codes, float[] scales, _) = group.Result!.Part([.. outputs]);
                    GraphNode product = file.Nodes.Single(node => node.Outputs[0] == $"{name}/product");
                    Assert.Equal(codes, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(file.Tensor(product.Inputs[1])!.Bytes).ToArray());
                    bool isValue = tiny.Model.Groups.Exists(other => other.Places[0].Attention?.Value.Output == layer.Output);
                    if (!isValue)
                        Assert.Equal(scales, file.Tensor(product.Inputs[3])!.Floats.ToArray());
                }

                from += layer.Outputs;
            }
        }
    }

    [Fact]
    public void Shapes_of_tokens_are_computed_once()
    {
        using TinyInt8 tiny = new("tiny-bert", "model.onnx");
        Assert.All(tiny.Model.Groups, group => Assert.True(group.Result!.PerToken));
        GraphModel file = TinyInt8.Reread(tiny.File);
        Assert.Equal(file.Nodes.Where(node => node.OpType == "QuantizeLinear").Select(node => node.Inputs[2]).Distinct().Count(), file.Nodes.Count(node => node.OpType == "Expand" && node.Output.StartsWith("int8/", StringComparison.Ordinal)));
        Assert.Single(file.Nodes, node => node.OpType == "Shape" && node.Output.StartsWith("int8/", StringComparison.Ordinal));
        Assert.DoesNotContain(file.Nodes, node => node.OpType == "Shape" && node.Output.EndsWith("/shape", StringComparison.Ordinal) && !node.Output.StartsWith("int8/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, 5, 3, 2, 5, true)]
    [InlineData(2, 5, 3, 1, 5, false)] // The same for all texts.
    [InlineData(2, 5, 3, 10, 1, false)]
    [InlineData(1, 5, 3, 1, 5, false)] // It might be so by chance.
    public void A_row_for_each_token_is_seen_by_the_shapes_of_values(int texts, int length, int channels, int first, int second, bool fits)
    {
        CalibrationBatch batch = new(new int[texts * length], texts, length, 1);
        Assert.Equal(fits, TokenShapes.Fits([new StreamValue(new float[first * second * channels], [first, second, channels])], [batch]));
    }

    [Fact]
    public void Biases_of_keys_and_values_are_gone()
    {
        using TinyInt8 tiny = new("tiny-bert", "model.onnx");
        GraphModel file = TinyInt8.Reread(tiny.File);
        foreach (AttentionPattern attention in tiny.Model.Groups.SelectMany(group => group.Places).Select(place => place.Attention).OfType<AttentionPattern>())
        {
            Assert.Equal("Mul", file.Nodes.Single(node => node.Outputs[0] == attention.Value.Output).OpType);
            Assert.Equal("Mul", file.Nodes.Single(node => node.Outputs[0] == attention.Key!.Output).OpType);
        }
    }

    [Fact]
    public void It_says_how_it_was_made()
    {
        using TinyInt8 tiny = new("tiny-bert", "model.onnx", reduceRange: true);
        using var bert = BertModel.Open(tiny.File);
        BertQuantization said = bert.Quantization!;
        Assert.Equal(tiny.Quantization with { Sentinels = said.Sentinels, Notes = said.Notes }, said);
        Assert.True(said.ReduceRange);
        Assert.Equal(24, said.CalibrationTexts);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(ReferenceModels.Path("tiny-bert", "model.onnx")))), said.SourceHash);
        Assert.Equal(12, said.Sentinels.Texts.Count);
        Assert.Contains(bert.Description, fact => fact.Name == "quantized" && fact.Value.Contains("7-bit"));
        Assert.Contains(bert.Fingerprint.Parts, part => part.Value == "int8, recipe 1");
        GraphModel file = TinyInt8.Reread(tiny.File);
        foreach (GraphNode product in file.Nodes.Where(node => node.OpType == "MatMulIntegerToFloat"))
            Assert.All(file.Tensor(product.Inputs[1])!.Bytes, code => Assert.InRange((sbyte)code, -64, 64));
    }

    [Fact]
    public void The_same_texts_give_the_same_bytes()
    {
        using TinyInt8 once = new("tiny-bert", "model_dynamo.onnx"), again = new("tiny-bert", "model_dynamo.onnx");
        Assert.Equal(File.ReadAllBytes(once.File), File.ReadAllBytes(again.File));
    }

    [Fact]
    public void Word_embeddings_are_looked_up_with_the_scales_of_their_rows()
    {
        using TinyInt8 tiny = new("tiny-bert", "model.onnx");
        using var bert = BertModel.Open(tiny.File, new BertModelOptions { InputsEmbeds = true });
        WordTable words = tiny.Model.Words!;
        float[] seventh = [.. words.Codes[(7 * 32)..(8 * 32)].Select((code, k) => code * words.Factors[k] * words.Scales[7])];
        Assert.Equal(seventh, bert.WordEmbeddings([7]));
        int[] ids = [2, 7, 99, 3];
        Assert.Equal(bert.Run(ids, default, default, 1, 4).TokenVectors.ToArray(), bert.RunEmbeddings(bert.WordEmbeddings(ids), default, default, 1, 4).TokenVectors.ToArray());
    }

    [Fact]
    public void Hidden_layers_are_those_of_the_float_model_but_for_rounding()
    {
        using TinyInt8 tiny = new("tiny-bert", "model.onnx");
        int[] ids = GoldenSequence.Of("tiny-bert")[4].Ids;
        foreach (int layer in (int[])[0, 1, 2, 3])
        {
            using var int8 = BertModel.Open(tiny.File, new BertModelOptions { HiddenLayer = layer });
            using var exact = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { HiddenLayer = layer });
            float[] vectors = int8.Run(ids, default, default, 1, ids.Length).TokenVectors.ToArray(), expected = exact.Run(ids, default, default, 1, ids.Length).TokenVectors.ToArray();
            Assert.InRange(Sentinel.Cosine(vectors, expected), layer == 0 ? 0.9999 : 0.99, 1.0001);
            Assert.Equal(expected.Average(), vectors.Average(), 0.05);
        }
    }

    [Fact]
    public void Exported_hidden_states_stay_outputs()
    {
        using TinyInt8 tiny = new("tiny-bert", "model_hidden_states.onnx");
        Assert.Equal(Encoder.Onnx.OnnxGraph.Read(ReferenceModels.Path("tiny-bert", "model_hidden_states.onnx")).Outputs.Select(output => output.Name), Encoder.Onnx.OnnxGraph.Read(tiny.File).Outputs.Select(output => output.Name));
        using var bert = BertModel.Open(tiny.File, new BertModelOptions { HiddenLayer = 1 });
        using var exact = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { HiddenLayer = 1 });
        int[] ids = GoldenSequence.Of("tiny-bert")[4].Ids;
        Assert.InRange(Sentinel.Cosine(bert.Run(ids, default, default, 1, ids.Length).TokenVectors, exact.Run(ids, default, default, 1, ids.Length).TokenVectors), 0.99, 1.0001);
    }

    [Fact]
    public void Modules_behind_the_pooling_go_with_it()
    {
        using SentenceFolder folder = new SentenceFolder().DenseAndNorm();
        string made = folder.At("int8");
        Recorder progress = new();
        new BertQuantizer().Quantize(folder.Path, ["hello world", "the quick brown fox", "a b c d"], made, progress);
        Assert.Equal(progress.Values.Distinct().Order(), progress.Values);
        Assert.Equal(1, progress.Values[^1]);
        using BertModel exact = folder.Open(), int8 = BertModel.Open(made);
        Assert.Equal(["Dense", "LayerNorm"], int8.Modules);
        Assert.InRange(Sentinel.Cosine(new BertFeaturizer(exact).Featurize("hello world"), new BertFeaturizer(int8).Featurize("hello world")), 0.95, 1.0001);
    }

    [Theory]
    [InlineData("\"recipe\":1", "\"recipe\":2", "model.recipe")]
    [InlineData("\"recipe\":1", "\"recipe\":0", "model.recipe")]
    [InlineData("\"recipe\":1", "\"recipe\":x", "file.damaged")]
    [InlineData("\"sentinels\"", "\"sentinelx\"", "file.damaged")]
    [InlineData("{\"ids\":[2,", "{\"idz\":[2,", "file.damaged")]
    public void Another_recipe_or_damaged_metadata_are_refused(string text, string other, string code)
    {
        using TinyInt8 tiny = new("tiny-bert", "model.onnx");
        byte[] bytes = File.ReadAllBytes(tiny.File);
        int at = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
        System.Text.Encoding.UTF8.GetBytes(other).CopyTo(bytes, at);
        File.WriteAllBytes(tiny.File, bytes);
        Assert.Equal(code, Assert.Throws<BadInputException>(() => BertModel.Open(tiny.File)).Code);
    }

    [Fact]
    public void Wrong_sums_are_refused()
    {
        using TinyInt8 tiny = new("tiny-bert", "model.onnx");

        // As if other products came out: scales of one layer are not those of its weights.
        GraphModel file = TinyInt8.Reread(tiny.File);
        string scales = file.Nodes.First(node => node.OpType == "MatMulIntegerToFloat").Inputs[3];
        byte[] values = file.Tensor(scales)!.Bytes, bytes = File.ReadAllBytes(tiny.File);
        int at = bytes.AsSpan().IndexOf(values);
        bytes.AsSpan(at, values.Length).Clear();
        File.WriteAllBytes(tiny.File, bytes);
        BadInputException refused = Assert.Throws<BadInputException>(() => BertModel.Open(tiny.File));
        Assert.Equal("model.sums", refused.Code);
        Assert.Contains("--reduce-range", refused.Message);
    }

    private sealed class Recorder : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }
}
