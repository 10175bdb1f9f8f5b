using System.Collections.Immutable;
using MLNetBert.Encoder.Onnx;
using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Benchmarks.Int8;

/// <summary>A model of BERT-base's size (12 layers, 768 values, 12 heads, 110 million weights), all random, as exporters write it.</summary>
internal sealed class RandomBase
{
    private const int Layers = 12, Hidden = 768, Inner = 3072, Heads = 12, Words = 30522, Positions = 512;
    private readonly GraphModel _model;
    private readonly Random _random = new(1);

    private RandomBase(string anyModel)
    {
        _model = GraphModel.Read(OnnxGraph.Read(anyModel));
        _model.Nodes.Clear();
        _model.Tensors.Clear();
        _model.Inputs.Clear();
        _model.Outputs.Clear();
        _model.Opsets[""] = OpsetUpgrade.Version;
    }

    /// <summary>Writes a folder that opens, with the tokenizer of another.</summary>
    public static void Write(BertModelFolder tokenizer, string folder)
    {
        RandomBase model = new(tokenizer.ModelFile);
        model.Build();
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), GraphFile.Write(model._model));
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""{"model_type":"bert","hidden_size":{{Hidden}},"vocab_size":{{Words}},"max_position_embeddings":{{Positions}}}""");
        foreach (string name in (string[])["tokenizer.json", "tokenizer_config.json", "vocab.txt"])
            File.Copy(Path.Combine(tokenizer.Path, name), Path.Combine(folder, name));
    }

    private void Build()
    {
        foreach (string input in (string[])["input_ids", "attention_mask", "token_type_ids"])
            _model.Inputs.Add(new(input, GraphTensor.Int64, ["batch", "tokens"]));
        _model.Outputs.Add(new("last_hidden_state", GraphTensor.Float, ["batch", "tokens", $"{Hidden}"]));
        string length = Node("Unsqueeze", "length1", [Node("Gather", "length", [Node("Shape", "shape", ["input_ids"]), Integers("one", 1, scalar: true)]), Integers("axis0", 0)]);
        string places = Node("Slice", "places", [Weight("positions", 1, Positions, Hidden), Integers("axis0", 0), length, Integers("axis1", 1)]);
        string words = Node("Add", "typed", [Node("Gather", "words", [Weight("word_table", Words, Hidden), "input_ids"]), Node("Gather", "types", [Weight("type_table", 2, Hidden), "token_type_ids"])]);
        string mask = Node("Cast", "mask", [Node("Unsqueeze", "mask4", ["attention_mask", Integers("axes12", 1, 2)])], OnnxWriter.Int("to", GraphTensor.Float));
        string hidden = Norm("embeddings", Node("Add", "placed", [words, places]));
        string away = Node("Mul", "away", [Node("Sub", "masked", [Number("float_one", 1), mask]), Number("lowest", float.MinValue)]);
        for (int layer = 0; layer < Layers; layer++)
            hidden = Layer($"layer{layer}", hidden, away, layer == Layers - 1);
    }

    private string Layer(string name, string hidden, string away, bool last)
    {
        string Head(string which, params long[] order) =>
            Node("Transpose", $"{name}/{which}/turned", [Node("Reshape", $"{name}/{which}/heads", [Linear($"{name}/{which}", hidden, Hidden, Hidden), Integers("heads", 0, 0, Heads, Hidden / Heads)])], OnnxWriter.Ints("perm", order));
        string scores = Node("Mul", $"{name}/scores", [Node("MatMul", $"{name}/products", [Head("query", 0, 2, 1, 3), Head("key", 0, 2, 3, 1)]), Number("root", (float)(1 / Math.Sqrt((double)Hidden / Heads)))]);
        string shares = Node("Softmax", $"{name}/shares", [Node("Add", $"{name}/open", [scores, away])], OnnxWriter.Int("axis", -1));
        string context = Node("Transpose", $"{name}/context", [Node("MatMul", $"{name}/mixed", [shares, Head("value", 0, 2, 1, 3)])], OnnxWriter.Ints("perm", 0, 2, 1, 3));
        string attention = Linear($"{name}/attention", Node("Reshape", $"{name}/joined", [context, Integers("join", 0, 0, Hidden)]), Hidden, Hidden);
        string middle = Norm($"{name}/middle", Node("Add", $"{name}/residual", [attention, hidden]));
        string inner = Node("Gelu", $"{name}/gelu", [Linear($"{name}/inner", middle, Hidden, Inner)]);
        return Norm($"{name}/end", Node("Add", $"{name}/residual2", [Linear($"{name}/outer", inner, Inner, Hidden), middle]), last ? "last_hidden_state" : null);
    }

    private string Linear(string name, string input, int inputs, int outputs) =>
        Node("Add", $"{name}/sum", [Node("MatMul", $"{name}/product", [input, Weight($"{name}/weight", inputs, outputs)]), Weight($"{name}/bias", outputs)]);

    private string Norm(string name, string input, string? output = null)
    {
        float[] ones = new float[Hidden];
        ones.AsSpan().Fill(1);
        _model.Add(GraphTensor.Of<float>($"{name}/scale", GraphTensor.Float, ones, Hidden));
        _model.Nodes.Add(LayerNormFusion.Make(input, $"{name}/scale", Weight($"{name}/shift", Hidden), 1e-12f, output ?? $"{name}/norm"));
        return output ?? $"{name}/norm";
    }

    private string Node(string type, string output, ImmutableArray<string> inputs, params ReadOnlySpan<ProtoWriter> attributes)
    {
        _model.Nodes.Add(GraphNode.Of(type, inputs, output, attributes));
        return output;
    }

    /// <summary>Of a normal distribution, as models are before they are trained.</summary>
    private string Weight(string name, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (count, size) => count * size)];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(0.02 * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
        _model.Add(GraphTensor.Of<float>(name, GraphTensor.Float, values, shape));
        return name;
    }

    private string Number(string name, float value)
    {
        _model.Add(GraphTensor.Of<float>(name, GraphTensor.Float, [value]));
        return name;
    }

    private string Integers(string name, long first, bool scalar) => Integers(name, [first], scalar ? [] : [1]);

    private string Integers(string name, params long[] values) => Integers(name, values, [values.Length]);

    private string Integers(string name, long[] values, long[] shape)
    {
        _model.Add(GraphTensor.Of<long>(name, GraphTensor.Int64, values, shape));
        return name;
    }
}
