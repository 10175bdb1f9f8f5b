using System.Text.Json;
using MLNetBert.Encoder.Onnx;

namespace MLNetBert.Tests.Models.Onnx;

public class GraphFactsTests
{
    [Theory]
    [InlineData("tiny-bert/model.onnx", 32)]
    [InlineData("tiny-bert/model_dynamo.onnx", 32)]
    [InlineData("tiny-bert/model_int32.onnx", 32)]
    [InlineData("tiny-bert/model_fixed_1x16.onnx", 32)]
    [InlineData("tiny-bert/model_fp16.onnx", 32)]
    [InlineData("tiny-bert/model_fused.onnx", 32)]
    [InlineData("tiny-bert/model_quantized.onnx", 32)]
    [InlineData("tiny-bert/model_static_int8.onnx", 32)]
    [InlineData("tiny-bert-external/model.onnx", 32)]
    [InlineData("tiny-roberta/model.onnx", 32)]
    [InlineData("tiny-roberta/model_dynamo.onnx", 32)]
    [InlineData("tiny-xlm-roberta/model.onnx", 32)]
    [InlineData("tiny-albert/model.onnx", 16)]
    [InlineData("tiny-albert/model_dynamo.onnx", 16)]
    [InlineData("tiny-distilbert/model.onnx", 32)]
    [InlineData("tiny-electra/model.onnx", 16)]
    [InlineData("tiny-electra/model_dynamo.onnx", 16)]
    [InlineData("tiny-mpnet/model.onnx", 32)]
    [InlineData("tiny-mpnet/model_dynamo.onnx", 32)]
    public void The_embedding_table_has_config_jsons_sizes(string file, int size)
    {
        var graph = OnnxGraph.Read(ReferenceModels.Path(file.Split('/')));
        var table = WordEmbeddingTable.Find(graph, "input_ids");
        Assert.NotNull(table);
        using var config = JsonDocument.Parse(File.ReadAllText(ReferenceModels.Path(file.Split('/')[0], "config.json")));
        Assert.Equal(config.RootElement.GetProperty("vocab_size").GetInt32(), table.VocabularySize);
        Assert.Equal(size, table.Size);
        Assert.Equal(file.Contains("fused"), table.IsFused);
    }

    [Fact]
    public void Only_dynamic_quantization_is_said_to_look_at_the_whole_batch()
    {
        foreach (string path in Directory.GetFiles(ReferenceModels.Path(), "model*.onnx", SearchOption.AllDirectories))
        {
            var graph = OnnxGraph.Read(path);
            IReadOnlyList<OnnxNode> found = BatchSensitivity.WholeBatchQuantization(graph, graph.Outputs.Select(output => output.Name));
            Assert.Equal(path.EndsWith("model_quantized.onnx", StringComparison.Ordinal), found.Count > 0);
            Assert.Empty(BatchSensitivity.TokenReductions(graph, graph.Outputs.Select(output => output.Name)));
        }
    }

    [Theory]
    [InlineData("model_quantized.onnx")]
    [InlineData("model_static_int8.onnx")]
    public void Layers_are_found_behind_quantization_too(string file)
    {
        IReadOnlyList<string> layers = HiddenStates.Find(OnnxGraph.Read(ReferenceModels.Path("tiny-bert", file)), "last_hidden_state", 3);
        Assert.Equal(4, layers.Count);

        // Where the sum takes the quantized value back, that is the layer's.
        Assert.StartsWith("/embeddings/LayerNorm/Add_1_output_0", layers[0]);
        Assert.StartsWith("/encoder/layer.1/output/LayerNorm/Add_1_output_0", layers[2]);
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_nothing_else()
    {
        byte[] bytes = File.ReadAllBytes(ReferenceModels.Path("tiny-bert-external", "model.onnx"));
        string path = Path.GetTempFileName();
        Random random = new(11);
        try
        {
            for (int round = 0; round < 300; round++)
            {
                byte[] damaged = (byte[])bytes.Clone();
                for (int i = 0; i <= round % 5; i++)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(path, damaged);
                try
                {
                    var graph = OnnxGraph.Read(path);
                    BatchSensitivity.WholeBatchQuantization(graph, ["last_hidden_state"]);
                    if (!graph.IsSorted)
                        continue;
                    WordEmbeddingTable.Find(graph, "input_ids");
                    EncoderEdit edit = new(graph);
                    edit.TakeHiddenLayers([HiddenStates.Find(graph, "last_hidden_state", null)[^2]], average: false);
                    Assert.NotEmpty(edit.Write());
                }
                catch (BadInputException)
                {
                    // The one exception that is meant for the user.
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
