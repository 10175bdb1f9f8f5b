using MLNetBert.Encoder.Models;
using MLNetBert.Encoder.Onnx;
using MLNetBert.Encoder.Quantization.Graphs;
using MLNetBert.Encoder.Quantization.Recipe;
using MLNetBert.Encoder.Session;
using Microsoft.ML.OnnxRuntime;

namespace MLNetBert.Tests.Quantization;

/// <summary>Integer products whose pairs do not fit into 16 bits.</summary>
public sealed class SaturationTests
{
    private const int Tokens = 3, Inputs = 16, Outputs = 8;

    [Fact]
    public void With_exact_sums_the_kernel_is_right_on_every_processor() => Assert.Equal(ByHand(saturates: false), Run(Graph(), exactSums: true));

    [Fact]
    public void Without_them_it_does_what_the_twin_does_where_there_is_no_VNNI()
    {
        float[] kernel = Run(Graph(), exactSums: false);
        if (ProcessorKernels.Name is "avx2" or "avx512")
            Assert.Equal(ByHand(saturates: true), kernel);
        else if (ProcessorKernels.Name is "avx2-vnni" or "avx512-vnni")
            Assert.Equal(ByHand(saturates: false), kernel);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_twin_is_the_sum_by_hand(bool saturates) => Assert.Equal(ByHand(saturates), Run(SaturatingTwin.Of(Graph(), saturates), exactSums: false));

    [Fact]
    public void Weights_of_7_bits_cannot_saturate()
    {
        Assert.True((255 * 64 * 2) <= short.MaxValue);
        Assert.True((255 * 65 * 2) > short.MaxValue);
    }

    private static byte Code(int token, int input) => (byte)(token == 0 ? 255 : (token * 37) + (input * 11));

    private static sbyte Weight(int input, int output) => (sbyte)(output == 0 ? 127 : output == 1 ? -127 : ((input * 29) + (output * 53)) % 255 - 127);

    private static float[] ByHand(bool saturates)
    {
        float[] result = new float[Tokens * Outputs];
        for (int t = 0; t < Tokens; t++)
        {
            for (int n = 0; n < Outputs; n++)
            {
                int sum = 0, correction = 0;
                for (int k = 0; k < Inputs; k += 2)
                {
                    int pair = (Code(t, k) * Weight(k, n)) + (Code(t, k + 1) * Weight(k + 1, n));
                    sum += saturates ? Math.Clamp(pair, short.MinValue, short.MaxValue) : pair;
                    correction += 128 * (Weight(k, n) + Weight(k + 1, n));
                }

                result[(t * Outputs) + n] = (sum - correction) * 0.5f;
            }
        }

        return result;
    }

    /// <summary>One product, of codes that a Cast makes of numbers.</summary>
    private static GraphModel Graph()
    {
        GraphModel model = GraphModel.Read(OnnxGraph.Read(ReferenceModels.Path("malformed", "good.onnx"))).Copy();
        model.Nodes.Clear();
        model.Tensors.Clear();
        model.Inputs.Clear();
        model.Outputs.Clear();
        model.Opsets[""] = OpsetUpgrade.Version;
        model.Opsets[GraphModel.Microsoft] = 1;
        model.Inputs.Add(new("x", GraphTensor.Float, ["batch", "tokens", $"{Inputs}"]));
        model.Outputs.Add(new("y", GraphTensor.Float, ["batch", "tokens", $"{Outputs}"]));
        sbyte[] weights = [.. Enumerable.Range(0, Inputs * Outputs).Select(i => Weight(i / Outputs, i % Outputs))];
        float[] scales = new float[Outputs];
        scales.AsSpan().Fill(0.5f);
        model.Add(GraphTensor.Of<sbyte>("weights", GraphTensor.Int8, weights, Inputs, Outputs));
        model.Add(GraphTensor.Of<float>("scales", GraphTensor.Float, scales, Outputs));
        model.Add(GraphTensor.Of<float>("one", GraphTensor.Float, [1f]));
        model.Add(GraphTensor.Of<byte>("middle", GraphTensor.UInt8, [128]));
        model.Add(GraphTensor.Of<sbyte>("zeros", GraphTensor.Int8, new sbyte[Outputs], Outputs));
        model.Nodes.Add(GraphNode.Of("Cast", ["x"], "codes", OnnxWriter.Int("to", GraphTensor.UInt8)));
        model.Nodes.Add(GraphNode.Of("MatMulIntegerToFloat", ["codes", "weights", "one", "scales", "middle", "zeros"], "y") with { Domain = GraphModel.Microsoft });
        return model;
    }

    private static float[] Run(GraphModel model, bool exactSums)
    {
        using NativeSession session = SessionFactory.Open("made-here.onnx", GraphFile.Write(model), typeof(SaturationTests), exactSums);
        float[] codes = [.. Enumerable.Range(0, Tokens * Inputs).Select(i => (float)Code(i / Inputs, i % Inputs))];
        using var input = OrtValue.CreateTensorValueFromMemory(codes, [1, Tokens, Inputs]);
        using NativeResults results = session.Run(["x"], [input], ["y"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
