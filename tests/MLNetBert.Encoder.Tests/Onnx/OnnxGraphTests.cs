using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using MLNetBert.Encoder.Onnx;

namespace MLNetBert.Tests.Models.Onnx;

public class OnnxGraphTests
{
    public static TheoryData<string> LayerFiles =>
        [.. Directory.GetFiles(RepositoryFiles.Reference("layers"), "*.onnx").Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(LayerFiles))]
    public void Inputs_and_outputs_are_those_that_the_runtime_reports(string file)
    {
        string path = RepositoryFiles.Reference("layers", file);
        var graph = OnnxGraph.Read(path);
        using InferenceSession session = new(path);
        Assert.Equal(session.InputNames, graph.Inputs.Select(input => input.Name));
        Assert.Equal(session.OutputNames, graph.Outputs.Select(output => output.Name));
        foreach (OnnxValueInfo input in graph.Inputs)
        {
            NodeMetadata metadata = session.InputMetadata[input.Name];
            Assert.Equal((int)metadata.ElementDataType, input.ElementType);
            Assert.Equal(metadata.Dimensions.Zip(metadata.SymbolicDimensions, (size, name) => size >= 0 ? $"{size}" : name), input.Dimensions);
        }
    }

    [Fact]
    public void Weights_are_found_where_they_lie()
    {
        var graph = OnnxGraph.Read(RepositoryFiles.Reference("layers", "attention_bias.onnx"));
        byte[] expected = SafetensorsBytes("out_proj.bias");
        Assert.Contains(graph.Initializers.Values, tensor =>
        {
            byte[] bytes = new byte[tensor.Length];
            tensor.ReadExactly(0, bytes);
            return tensor.ElementType == 1 && bytes.AsSpan().SequenceEqual(expected);
        });
    }

    [Fact]
    public void A_link_is_read_as_the_file_it_points_to()
    {
        string target = RepositoryFiles.Reference("layers", "gru_l1_bi.onnx");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("link");
        try
        {
            string link = Path.Combine(folder.FullName, "model.onnx");
            File.CreateSymbolicLink(link, target);
            Assert.Equal(OnnxGraph.Read(target).Nodes.Select(node => node.Name), OnnxGraph.Read(link).Nodes.Select(node => node.Name));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_never_read_past_its_end()
    {
        byte[] bytes = File.ReadAllBytes(RepositoryFiles.Reference("layers", "gru_l1_bi.onnx"));
        string path = Path.GetTempFileName();
        try
        {
            for (int length = 0; length < bytes.Length; length += length < 512 ? 1 : 97)
            {
                File.WriteAllBytes(path, bytes[..length]);
                try
                {
                    // After the graph's last byte only the opset is missing: what is left still reads.
                    Assert.NotEmpty(OnnxGraph.Read(path).Nodes);
                    Assert.True(length > bytes.Length - 64);
                }
                catch (BadInputException e)
                {
                    Assert.Contains(path, e.Message);
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Files_of_other_kinds_are_refused()
    {
        Assert.Contains("none.onnx", Assert.Throws<BadInputException>(() => OnnxGraph.Read("none.onnx")).Message);
        Assert.Throws<BadInputException>(() => OnnxGraph.Read(RepositoryFiles.Reference("layers", "cases.json")));
        Assert.Throws<BadInputException>(() => OnnxGraph.Read(RepositoryFiles.Reference("layers", "embedding.npz")));
    }

    private static byte[] SafetensorsBytes(string name)
    {
        byte[] file = File.ReadAllBytes(RepositoryFiles.Reference("layers", "attention_bias.safetensors"));
        int length = (int)BitConverter.ToInt64(file);
        using var header = System.Text.Json.JsonDocument.Parse(file.AsMemory(8, length));
        JsonElement offsets = header.RootElement.GetProperty(name).GetProperty("data_offsets");
        return file[(8 + length + offsets[0].GetInt32())..(8 + length + offsets[1].GetInt32())];
    }
}
