using MLNetBert.Encoder.Onnx;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>ONNX files, as far as this library reads and edits them itself; the runtime is not asked.</summary>
internal sealed class OnnxTarget : FuzzTarget
{
    public override string Name => "onnx";

    public override IReadOnlyList<string> Words => ["Gather", "Cast", "input_ids", "last_hidden_state", "/etc/passwd", "..", "location", "offset"];

    public override IEnumerable<byte[]> Seeds() => Directory.EnumerateFiles(RepositoryFiles.Reference("layers"), "*.onnx").Select(File.ReadAllBytes).Append(Small());

    public override string Run(byte[] file, string folder)
    {
        string path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, file);
        OnnxFile.Check(path);
        var graph = OnnxGraph.Read(path);
        ExternalWeights.Check(graph);
        _ = graph.IsSorted;
        string seen = "";
        if (WordEmbeddingTable.Find(graph, "input_ids") is { } table)
        {
            using WordEmbeddingReader reader = new(table);
            seen = $"table {reader.Size} ";
        }

        seen += BatchSensitivity.WholeBatchQuantization(graph, graph.Outputs.Select(output => output.Name)).Count + BatchSensitivity.TokenReductions(graph, graph.Outputs.Select(output => output.Name)).Count;
        seen += HiddenStates.Find(graph, "last_hidden_state", null).Count;
        SinglePrecision.Write(graph, Path.Combine(folder, "single.onnx"));
        return seen;
    }

    /// <summary>A look-up in a float16 table, a norm, and one layer with its two residuals.</summary>
    private static byte[] Small()
    {
        ProtoWriter graph = new();
        (string Type, string[] Inputs, string Output)[] nodes =
        [
            ("Cast", ["half"], "table"), ("Gather", ["table", "input_ids"], "words"), ("LayerNormalization", ["words", "scale", "bias"], "x"),
            ("MatMul", ["x", "weight"], "attention"), ("Add", ["x", "attention"], "sum"), ("LayerNormalization", ["sum", "scale", "bias"], "y"),
            ("MatMul", ["y", "weight"], "forward"), ("Add", ["y", "forward"], "sum2"), ("LayerNormalization", ["sum2", "scale", "bias"], "last_hidden_state"),
        ];
        foreach ((string type, string[] inputs, string output) in nodes)
            graph.Message(1, type == "Cast" ? OnnxWriter.Node(type, inputs, [output], OnnxWriter.Int("to", OnnxWriter.Float)) : OnnxWriter.Node(type, inputs, [output]));
        graph.Message(5, OnnxWriter.Tensor<Half>("half", 10, new Half[32], 8, 4));
        graph.Message(5, OnnxWriter.Tensor<float>("weight", OnnxWriter.Float, new float[16], 4, 4));
        graph.Message(5, OnnxWriter.Tensor<float>("scale", OnnxWriter.Float, new float[4], 4));
        graph.Message(5, OnnxWriter.Tensor<float>("bias", OnnxWriter.Float, new float[4], 4));
        graph.Message(11, OnnxWriter.ValueInfo("input_ids", OnnxWriter.Int64, ["batch", "sequence"]));
        graph.Message(12, OnnxWriter.ValueInfo("last_hidden_state", OnnxWriter.Float, ["batch", "sequence", "4"]));
        return new ProtoWriter().Number(1, 8).Message(7, graph).Message(8, new ProtoWriter().Text(1, "").Number(2, 17)).Bytes.ToArray();
    }
}
