namespace MLNetBert.Encoder.Layers;

/// <summary>The ONNX graph of a recurrent layer, made in memory: one RNN, GRU or LSTM node per layer, with sequence_lens.</summary>
internal sealed class RecurrentGraph
{
    private readonly RecurrentKind _kind;

    public RecurrentGraph(LayerWeights weights, RecurrentKind kind)
    {
        _kind = kind;
        while (weights.Contains($"weight_ih_l{Layers}"))
            Layers++;
        ImmutableArray<int> input = weights.Shape("weight_ih_l0");
        ImmutableArray<int> recurrent = weights.Shape("weight_hh_l0");
        int gates = GateOrder.Length;
        if (input.Length != 2 || recurrent.Length != 2 || recurrent[0] != gates * recurrent[1])
            throw new BadInputException($"{weights.Path}: 'weight_hh_l0' has the shape [{string.Join(", ", recurrent.Select(size => $"{size}"))}]; for {kind} [{gates} * hidden, hidden] is expected.") { Code = "layer.weights", File = weights.Path };
        if (weights.Contains("weight_hr_l0"))
            throw new BadInputException($"{weights.Path}: the LSTM has projections (weight_hr_l0), which are not supported.") { Code = "layer.weights", File = weights.Path };
        (InputSize, HiddenSize) = (input[1], recurrent[1]);
        Directions = weights.Contains("weight_ih_l0_reverse") ? 2 : 1;
    }

    public int Layers { get; }

    public int Directions { get; }

    public int InputSize { get; }

    public int HiddenSize { get; }

    /// <summary>Where ONNX's gates are in torch's order: z, r, h in r, z, n; i, o, f, c in i, f, g, o.</summary>
    private ReadOnlySpan<int> GateOrder => _kind switch
    {
        RecurrentKind.Gru => [1, 0, 2],
        RecurrentKind.Lstm => [0, 3, 1, 2],
        _ => [0],
    };

    private bool HasCell => _kind == RecurrentKind.Lstm;

    public byte[] Write(LayerWeights weights)
    {
        ProtoWriter graph = new();
        string x = "x";
        for (int layer = 0; layer < Layers; layer++)
        {
            AddNode(graph, layer, x, x = $"x_{layer + 1}");
            AddWeights(graph, layer, weights);
        }

        graph.Text(2, "recurrent").Message(5, OnnxWriter.Tensor<long>("joined", OnnxWriter.Int64, [0, 0, -1], 3));
        graph.Message(11, OnnxWriter.ValueInfo("x", OnnxWriter.Float, ["", "", $"{InputSize}"]));
        graph.Message(11, OnnxWriter.ValueInfo("lengths", OnnxWriter.Int32, [""]));
        graph.Message(12, OnnxWriter.ValueInfo(x, OnnxWriter.Float, ["", "", ""]));
        foreach (State state in States())
        {
            graph.Message(11, OnnxWriter.ValueInfo($"start_{state}", OnnxWriter.Float, [$"{Directions}", "", $"{HiddenSize}"]));
            graph.Message(12, OnnxWriter.ValueInfo($"last_{state}", OnnxWriter.Float, [$"{Directions}", "", $"{HiddenSize}"]));
        }

        return new ProtoWriter().Number(1, 8).Message(7, graph).Message(8, new ProtoWriter().Number(2, 14)).Bytes.ToArray();
    }

    /// <summary>Runs some rows, whose start states are in <paramref name="output"/>, and writes their results over them.</summary>
    public void Run(NativeSession session, PackedRows packed, int[] rows, ReadOnlySpan<float> tokens, RecurrentOutput output)
    {
        int[] lengths = Array.ConvertAll(rows, packed.Length);
        int time = lengths.Max();
        Dictionary<string, OrtValue> inputs = new()
        {
            ["x"] = OrtValue.CreateTensorValueFromMemory(packed.Gather(tokens, rows, time, InputSize), [time, rows.Length, InputSize]),
            ["lengths"] = OrtValue.CreateTensorValueFromMemory(lengths, [rows.Length]),
        };
        try
        {
            foreach (State state in States())
                inputs[$"start_{state}"] = OrtValue.CreateTensorValueFromMemory(CopyStates(Of(output, state), state, packed.Batch, rows, null), [Directions, rows.Length, HiddenSize]);
            using NativeResults results = session.Run(inputs.Keys, inputs.Values, session.OutputNames);
            packed.Scatter(results[0].GetTensorDataAsSpan<float>(), rows, Directions * HiddenSize, output.Tokens);
            int next = 1;
            foreach (State state in States())
                CopyStates(Of(output, state), state, packed.Batch, rows, results[next++]);
        }
        finally
        {
            foreach (OrtValue input in inputs.Values)
                input.Dispose();
        }
    }

    private static float[] Of(RecurrentOutput output, State state) => state.IsCell ? output.LastCell : output.LastHidden;

    /// <summary>Copies the rows' states of a layer out of [layers * directions, batch, hidden], or <paramref name="last"/> into it.</summary>
    private float[] CopyStates(float[] states, State state, int batch, int[] rows, OrtValue? last)
    {
        float[] part = new float[Directions * rows.Length * HiddenSize];
        last?.GetTensorDataAsSpan<float>().CopyTo(part);
        for (int direction = 0; direction < Directions; direction++)
        {
            for (int r = 0; r < rows.Length; r++)
            {
                Span<float> whole = states.AsSpan(((((state.Layer * Directions) + direction) * batch) + rows[r]) * HiddenSize, HiddenSize);
                Span<float> packed = part.AsSpan(((direction * rows.Length) + r) * HiddenSize, HiddenSize);
                if (last == null)
                    whole.CopyTo(packed);
                else
                    packed.CopyTo(whole);
            }
        }

        return part;
    }

    private IEnumerable<State> States()
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            yield return new(layer, IsCell: false);
            if (HasCell)
                yield return new(layer, IsCell: true);
        }
    }

    private void AddNode(ProtoWriter graph, int layer, string x, string next)
    {
        (State hidden, State cell) = (new State(layer, false), new State(layer, true));
        string[] inputs = [x, $"W_{layer}", $"R_{layer}", $"B_{layer}", "lengths", $"start_{hidden}", .. HasCell ? [$"start_{cell}"] : Array.Empty<string>()];
        string[] outputs = [$"Y_{layer}", $"last_{hidden}", .. HasCell ? [$"last_{cell}"] : Array.Empty<string>()];
        List<ProtoWriter> attributes =
        [
            OnnxWriter.Int("hidden_size", HiddenSize),
            OnnxWriter.Text("direction", Directions == 2 ? "bidirectional" : "forward"),
        ];
        if (_kind == RecurrentKind.Gru)
            attributes.Add(OnnxWriter.Int("linear_before_reset", 1));
        if (_kind is RecurrentKind.RnnTanh or RecurrentKind.RnnRelu)
            attributes.Add(OnnxWriter.Texts("activations", [.. Enumerable.Repeat(_kind == RecurrentKind.RnnTanh ? "Tanh" : "Relu", Directions)]));
        string opType = _kind switch
        {
            RecurrentKind.Gru => "GRU",
            RecurrentKind.Lstm => "LSTM",
            _ => "RNN",
        };
        graph.Message(1, OnnxWriter.Node(opType, inputs, outputs, [.. attributes]));

        // [time, directions, batch, hidden] to [time, batch, directions * hidden].
        graph.Message(1, OnnxWriter.Node("Transpose", [$"Y_{layer}"], [$"T_{layer}"], OnnxWriter.Ints("perm", 0, 2, 1, 3)));
        graph.Message(1, OnnxWriter.Node("Reshape", [$"T_{layer}", "joined"], [next]));
    }

    private void AddWeights(ProtoWriter graph, int layer, LayerWeights weights)
    {
        int inputs = layer == 0 ? InputSize : Directions * HiddenSize;
        int gates = GateOrder.Length;
        List<float> w = [], r = [], b = [];
        for (int direction = 0; direction < Directions; direction++)
        {
            string suffix = $"_l{layer}{(direction == 1 ? "_reverse" : "")}";
            w.AddRange(Reorder(weights.Read($"weight_ih{suffix}", gates * HiddenSize, inputs), inputs));
            r.AddRange(Reorder(weights.Read($"weight_hh{suffix}", gates * HiddenSize, HiddenSize), HiddenSize));
            foreach (string bias in (string[])[$"bias_ih{suffix}", $"bias_hh{suffix}"])
                b.AddRange(weights.Contains(bias) ? Reorder(weights.Read(bias, gates * HiddenSize), 1) : new float[gates * HiddenSize]);
        }

        graph.Message(5, OnnxWriter.Tensor<float>($"W_{layer}", OnnxWriter.Float, w.ToArray(), Directions, gates * HiddenSize, inputs));
        graph.Message(5, OnnxWriter.Tensor<float>($"R_{layer}", OnnxWriter.Float, r.ToArray(), Directions, gates * HiddenSize, HiddenSize));
        graph.Message(5, OnnxWriter.Tensor<float>($"B_{layer}", OnnxWriter.Float, b.ToArray(), Directions, 2 * gates * HiddenSize));
    }

    private float[] Reorder(float[] torch, int width)
    {
        int block = HiddenSize * width;
        float[] onnx = new float[torch.Length];
        for (int gate = 0; gate < GateOrder.Length; gate++)
            torch.AsSpan(GateOrder[gate] * block, block).CopyTo(onnx.AsSpan(gate * block));
        return onnx;
    }

    private readonly record struct State(int Layer, bool IsCell)
    {
        public override string ToString() => $"{(IsCell ? "c" : "h")}_{Layer}";
    }
}
