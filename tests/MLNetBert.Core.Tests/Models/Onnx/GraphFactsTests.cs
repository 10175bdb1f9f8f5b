using System.Text.Json;
using MLNetBert.Onnx;

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
        foreach (var path in Directory.GetFiles(ReferenceModels.Path(), "model*.onnx", SearchOption.AllDirectories))
        {
            var graph = OnnxGraph.Read(path);
            var found = BatchSensitivity.WholeBatchQuantization(graph, graph.Outputs.Select(output => output.Name));
            Assert.Equal(path.EndsWith("model_quantized.onnx", StringComparison.Ordinal), found.Count > 0);
            Assert.Empty(BatchSensitivity.TokenReductions(graph, graph.Outputs.Select(output => output.Name)));
        }
    }
}
