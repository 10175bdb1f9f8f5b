using MLNetBert.Encoder.Quantization.Graphs;
using MLNetBert.Encoder.Quantization.Recipe;

namespace MLNetBert.Encoder.Quantization;

/// <summary>A float model's graph, made ready to be quantized.</summary>
internal sealed class QuantizableModel
{
    private static readonly HashSet<string> IntegerOperators = new(StringComparer.Ordinal)
    {
        "DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM", "QAttention", "QEmbedLayerNormalization", "QuantizeLinear", "DequantizeLinear", "MatMulInteger", "MatMulIntegerToFloat",
        "QLinearMatMul", "QGemm", "MatMulNBits", "QOrderedMatMul",
    };

    private QuantizableModel(GraphModel graph, ModelInputs inputs, string target, List<LinearGroup> groups)
    {
        (Graph, Inputs, Target, Groups) = (graph, inputs, target, groups);
        Words = inputs.Ids == null ? null : WordTable.Find(graph, inputs.Ids.Name);
    }

    public GraphModel Graph { get; }

    public ModelInputs Inputs { get; }

    /// <summary>The output whose vectors count.</summary>
    public string Target { get; }

    public List<LinearGroup> Groups { get; }

    public WordTable? Words { get; }

    /// <summary>What is not as in the models that the recipe was made for.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            foreach (LinearGroup group in Groups.Where(group => group.Kind == InputKind.Plain))
                yield return $"quantized per token without smoothing, for no LayerNorm, attention or Gelu was recognised in front: {string.Join(", ", group.Places.SelectMany(place => place.Layers))}";
            if (Words == null)
                yield return "the word embeddings stay as they are, for their look-up was not found";
        }
    }

    /// <exception cref="BadInputException">The graph is quantized already, or cannot be rewritten.</exception>
    public static QuantizableModel Read(string file, int? hiddenSize)
    {
        OnnxFile.Check(file);
        var graph = OnnxGraph.Read(file);
        RefuseQuantized(graph);
        var model = GraphModel.Read(graph);
        OpsetUpgrade.Apply(model);
        Simplification.Apply(model);
        RefuseInfinite(model);
        LayerNormFusion.Apply(model);
        GeluFusion.Apply(model);
        model.KeepOnlyNeeded();
        var inputs = ModelInputs.Find(TensorPort.All(model.Inputs), new PortNames(), file);
        if (inputs.Ids == null || inputs.FixedBatch != null || inputs.FixedSequence != null)
            throw new BadInputException($"{file}: it takes {(inputs.Ids == null ? "word embeddings and no token ids" : "batches of a fixed shape only")}; quantize an export with input_ids and open axes.") { Code = "model.inputs", File = file };
        var outputs = ModelOutputs.Find(TensorPort.All(model.Outputs), new PortNames(), hiddenSize, file);
        string target = (outputs.Tokens ?? outputs.Sentence ?? outputs.Pooler)!.Name;
        List<LinearGroup> groups = LinearGroup.Find(new GraphIndex(model), target);
        return groups.Count > 0
            ? new(model, inputs, target, groups)
            : throw new BadInputException($"{file}: there is nothing to quantize: no MatMul with a matrix of weights was found behind '{target}'; take the export of an encoder that is not fused.") { Code = "model.graph", File = file };
    }

    private static void RefuseInfinite(GraphModel model)
    {
        GraphTensor? infinite = model.Tensors.Values.FirstOrDefault(tensor => tensor.IsMatrix && tensor.Floats.ContainsAnyExceptInRange(float.MinValue, float.MaxValue));
        if (infinite != null)
            throw new BadInputException($"{model.Path}: the weights '{infinite.Name}' hold infinities or what is no number, as float16 does where values were too large for it; quantize the float32 file.") { Code = "model.weights", File = model.Path, Key = infinite.Name };
    }

    private static void RefuseQuantized(OnnxGraph graph)
    {
        OnnxNode? quantizer = graph.Nodes.Concat(graph.FunctionNodes).SelectMany(OnnxGraph.Flatten).FirstOrDefault(node => IntegerOperators.Contains(node.OpType));
        if (quantizer == null)
            return;
        throw new BadInputException($"{graph.Path} is quantized already ({quantizer}), and what was rounded away is gone; give the float32 file that it was made from, such as the hub's onnx/model.onnx (--file names it).") { Code = "model.quantized", File = graph.Path };
    }
}
