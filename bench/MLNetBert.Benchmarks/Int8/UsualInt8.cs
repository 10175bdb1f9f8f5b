using MLNetBert.Encoder.Onnx;
using MLNetBert.Encoder.Quantization;
using MLNetBert.Encoder.Quantization.Graphs;
using MLNetBert.Encoder.Quantization.Recipe;

namespace MLNetBert.Benchmarks.Int8;

/// <summary>
/// Writes a model as the usual tools quantize it (onnxruntime.quantization's quantize_dynamic with its defaults): every matrix of weights to int8 with one scale, and activations to uint8 with
/// one scale for the whole batch, chosen when it runs.
/// </summary>
internal static class UsualInt8
{
    public static void Write(string source, string target)
    {
        var model = QuantizableModel.Read(source, null);
        GraphModel graph = model.Graph;
        foreach (LinearPlace place in model.Groups.SelectMany(group => group.Places))
        {
            (string codes, string scale, string zeroPoint) = ($"{place.Input}/codes", $"{place.Input}/scale", $"{place.Input}/zero_point");
            graph.Nodes.Add(GraphNode.Of("DynamicQuantizeLinear", [place.Input], codes) with { Outputs = [codes, scale, zeroPoint] });
            foreach (LinearLayer layer in place.Layers)
                Replace(graph, layer, codes, scale, zeroPoint);
        }

        File.WriteAllBytes(target, GraphFile.Write(graph));
    }

    private static void Replace(GraphModel graph, LinearLayer layer, string codes, string scale, string zeroPoint)
    {
        float[] weights = layer.Weight.Floats.ToArray();
        float step = weights.Max(Math.Abs) / 127;
        string name = $"{layer.Output}/usual";
        graph.Add(GraphTensor.Of<sbyte>($"{name}/weight", GraphTensor.Int8, Array.ConvertAll(weights, weight => (sbyte)MathF.Round(weight / step)), layer.Weight.Dimensions));
        graph.Add(GraphTensor.Of<float>($"{name}/step", GraphTensor.Float, [step]));
        graph.Add(GraphTensor.Of<sbyte>($"{name}/zero", GraphTensor.Int8, [0]));
        graph.Nodes.Remove(layer.MatMul);
        graph.Nodes.AddRange(
        [
            GraphNode.Of("MatMulInteger", [codes, $"{name}/weight", zeroPoint, $"{name}/zero"], $"{name}/sums"),
            GraphNode.Of("Cast", [$"{name}/sums"], $"{name}/numbers", OnnxWriter.Int("to", GraphTensor.Float)),
            GraphNode.Of("Mul", [scale, $"{name}/step"], $"{name}/scale"),
            GraphNode.Of("Mul", [$"{name}/numbers", $"{name}/scale"], layer.MatMul.Output),
        ]);
    }
}
