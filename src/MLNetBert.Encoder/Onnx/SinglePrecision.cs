namespace MLNetBert.Encoder.Onnx;

/// <summary>Rewrites a model's weights: float16 becomes float32, and weights in files beside the model move into it.</summary>
internal static class SinglePrecision
{
    private const int Initializer = 5;
    private const int ValueInfo = 13;
    private const int Float = 1;
    private const int Float16 = 10;

    public static void Write(OnnxGraph graph, string path)
    {
        ExternalWeights.Check(graph);
        Int128 size = graph.Initializers.Values.Aggregate((Int128)(RegularFile.LengthOf(graph.Path) ?? 0), (sum, weight) => sum + (weight.IsExternal ? weight.Length : 0) + (weight.ElementType == Float16 ? weight.Length : 0));
        if (size > Array.MaxLength)
            throw new BadInputException($"{graph.Path} and its weights have {size} bytes in float32; one file holds at most {Array.MaxLength}.") { Code = "model.weights", File = graph.Path };
        foreach (OnnxTensor? weight in graph.Initializers.Values.Where(t => t.ElementType == Float16))
        {
            if (FirstToCompute(graph, weight.Name) is { } node)
                throw new BadInputException($"{graph.Path} computes in float16 ({node} takes the float16 weight '{weight.Name}'); export the model in float32.") { Code = "model.precision", File = graph.Path, Key = weight.Name };
        }

        File.WriteAllBytes(path, GraphCopy.Write(graph, (field, content) => field switch
        {
            // What the file says about the types of values between nodes is no longer true, and is optional.
            ValueInfo => GraphCopy.Nothing,
            Initializer when graph.Initializers[GraphCopy.TextOf(new(content), 8)] is var weight && (weight.ElementType == Float16 || weight.File != graph.Path) =>
                new ProtoWriter().Message(Initializer, Tensor(weight)),
            _ => null,
        }));
    }

    /// <summary>Whether float16 weights are used as they are, and not widened first.</summary>
    public static bool ComputesInHalf(OnnxGraph graph) => graph.Initializers.Values.Any(weight => weight.ElementType == Float16 && FirstToCompute(graph, weight.Name) != null);

    /// <summary>The first node that computes with a float16 value, rather than moving or widening it; null if there is none.</summary>
    private static OnnxNode? FirstToCompute(OnnxGraph graph, string value)
    {
        Stack<(string Value, OnnxNode Node)> uses = new();
        Push(value);
        while (uses.TryPop(out (string Value, OnnxNode Node) use))
        {
            OnnxNode node = use.Node;
            if (node.OpType == "Cast" && node.Attribute("to")?.Int == Float)
                continue;
            bool moves = node.Inputs[0] == use.Value && node.OpType is "Gather" or "Reshape" or "Transpose" or "Unsqueeze" or "Squeeze" or "Slice" or "Identity";
            if (!moves)
                return node;
            Push(node.Output(0));
        }

        return null;

        void Push(string moved)
        {
            foreach (OnnxNode node in graph.ConsumersOf(moved).Reverse())
                uses.Push((moved, node));
        }
    }

    private static ProtoWriter Tensor(OnnxTensor weight)
    {
        if (weight.ElementType == Float16 && weight.Length != 0 && weight.Length != weight.Count * sizeof(ushort))
            throw new BadInputException($"{weight.File}: the weights '{weight.Name}' have {weight.Length} bytes, which do not fit their shape [{string.Join(", ", weight.Dimensions.Select(size => $"{size}"))}]; get the model again.") { Code = "model.weights", File = weight.File, Key = weight.Name };
        byte[] bytes = weight.ReadAll();
        if (weight.ElementType != Float16)
            return OnnxWriter.Tensor<byte>(weight.Name, weight.ElementType, bytes, [.. weight.Dimensions]);
        // Values that are not raw bytes are stored as bits in a list of integers.
        Half[] halves = bytes.Length > 0
            ? MemoryMarshal.Cast<byte, Half>(bytes).ToArray()
            : [.. weight.Integers.Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))];
        return OnnxWriter.Tensor<float>(weight.Name, Float, Array.ConvertAll(halves, half => (float)half), [.. weight.Dimensions]);
    }
}
