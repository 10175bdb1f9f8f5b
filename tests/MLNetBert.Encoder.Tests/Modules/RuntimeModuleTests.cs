using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNetBert.Encoder.Layers;
using MLNetBert.Encoder.Onnx;

namespace MLNetBert.Tests.Modules;

/// <summary>Dense and LayerNorm against ONNX Runtime's own MatMul and LayerNormalization.</summary>
public sealed class RuntimeModuleTests
{
    private static readonly string[] Texts = ["hello world", "", "the quick brown fox jumps over the lazy dog"];

    [Theory]
    [InlineData("Tanh")]
    [InlineData("Sigmoid")]
    [InlineData("ReLU")]
    [InlineData("Identity")]
    [InlineData("Softplus")]
    [InlineData("ELU")]
    public void Dense_and_LayerNorm_are_those_of_ONNX_Runtime(string activation)
    {
        using SentenceFolder folder = new SentenceFolder().DenseAndNorm();
        folder.Write("2_Dense/config.json", $$"""{"in_features": 32, "out_features": 12, "activation_function": "torch.nn.{{activation}}"}""");
        using BertModel model = folder.Open(), without = BertModel.Open(folder.Path, new BertModelOptions { ApplyModules = false });
        BertFeaturizer pooled = new(without), featurizer = new(model);
        using InferenceSession session = new(Graph(activation));
        foreach (string text in Texts)
        {
            DenseTensor<float> input = new(pooled.Featurize(text), [1, 32]);
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([NamedOnnxValue.CreateFromTensor("x", input)]);
            Assert.Equal(results[0].AsTensor<float>().ToArray(), featurizer.Featurize(text), (x, y) => Math.Abs(x - y) <= 5e-6);
        }
    }

    private static byte[] Graph(string activation)
    {
        var dense = LayerWeights.Open(TorchCases.Path("dense.bin"));
        var norm = LayerWeights.Open(TorchCases.Path("norm.bin"));
        float[] weight = dense.Read("linear.weight", 12, 32);
        float[] transposed = [.. Enumerable.Range(0, weight.Length).Select(i => weight[(i % 12 * 32) + (i / 12)])];
        ProtoWriter graph = new();
        string function = activation switch { "ReLU" => "Relu", "ELU" => "Elu", _ => activation };
        (string Type, string[] Inputs, string Output)[] nodes = [("MatMul", ["x", "w"], "product"), ("Add", ["product", "b"], "linear"), (function, ["linear"], "dense"), ("LayerNormalization", ["dense", "scale", "shift"], "y")];
        foreach ((string type, string[] inputs, string output) in nodes)
            graph.Message(1, OnnxWriter.Node(type, inputs, [output]));
        graph.Text(2, "modules");
        graph.Message(5, OnnxWriter.Tensor<float>("w", OnnxWriter.Float, transposed, 32, 12));
        graph.Message(5, OnnxWriter.Tensor<float>("b", OnnxWriter.Float, dense.Read("linear.bias", 12), 12));
        graph.Message(5, OnnxWriter.Tensor<float>("scale", OnnxWriter.Float, norm.Read("norm.weight", 12), 12));
        graph.Message(5, OnnxWriter.Tensor<float>("shift", OnnxWriter.Float, norm.Read("norm.bias", 12), 12));
        graph.Message(11, OnnxWriter.ValueInfo("x", OnnxWriter.Float, ["1", "32"]));
        graph.Message(12, OnnxWriter.ValueInfo("y", OnnxWriter.Float, ["1", "12"]));
        return new ProtoWriter().Number(1, 8).Message(7, graph).Message(8, new ProtoWriter().Text(1, "").Number(2, 17)).Bytes.ToArray();
    }
}
