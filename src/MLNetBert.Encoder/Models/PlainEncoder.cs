namespace MLNetBert.Encoder.Models;

/// <summary>An encoder as one ONNX file that any program runs: int64 ids to float32 token vectors, under given names.</summary>
internal sealed class PlainEncoder(BertModelOptions options, ModelSettings settings, OnnxNames names, int hiddenSize)
{
    private static readonly string[] OpenShape = ["batch", "sequence"];

    public bool IsPlain(string file)
    {
        var graph = OnnxGraph.Read(file);
        return !EditedEncoder.IsAsked(settings, options)
            && !graph.HasExternalData
            && graph.Initializers.Values.All(weight => weight.ElementType != (int)TensorElementType.Float16)
            && Inputs(graph).All(input => input.Port.Name == input.Name && input.Port.Type == TensorElementType.Int64)
            && Tokens(graph) is { Type: TensorElementType.Float, Rank: 3 } tokens
            && tokens.Name == names.LastHiddenState
            && tokens.Fixed(2) == hiddenSize;
    }

    public void Write(string file, string path, CancellationToken cancellation) => NewFile.Write(path, scratch =>
    {
        SinglePrecision.Write(OnnxGraph.Read(file), scratch);
        cancellation.ThrowIfCancellationRequested();
        if (EditedEncoder.IsAsked(settings, options))
            File.WriteAllBytes(scratch, EditedEncoder.Make(OnnxGraph.Read(scratch), settings, options)!.TakeBytes());
        cancellation.ThrowIfCancellationRequested();
        Rename(scratch);
    }, cancellation);

    private void Rename(string file)
    {
        var graph = OnnxGraph.Read(file);
        (TensorPort Port, string Name)[] inputs = Inputs(graph);
        string[] all = [.. inputs.Select(input => input.Name), names.LastHiddenState];
        if (all.Distinct().Count() < all.Length)
            throw new ArgumentException($"Inputs and output need different names; got {string.Join(", ", all)}.", nameof(names));
        TensorPort tokens = Tokens(graph) ?? throw new BadInputException($"{graph.Path}: it has no output with token vectors.") { Code = "model.outputs", File = graph.Path };
        // If a wanted name is already used for something else, that is renamed.
        string[] right = [.. inputs.Where(input => input.Port.Name == input.Name && input.Port.Type == TensorElementType.Int64).Select(input => input.Name), tokens.Name];
        HashSet<string> used = [.. graph.Inputs.Select(input => input.Name), .. graph.Nodes.SelectMany(node => node.Outputs), .. graph.Initializers.Keys];
        var moved = all.Except(right).Where(used.Contains).ToDictionary(name => name, name => $"graph/{name}");
        if (moved.Count > 0)
        {
            File.WriteAllBytes(file, GraphNames.Replace(graph, moved));
            graph = OnnxGraph.Read(file);
        }

        GraphEdit edit = new(graph);
        foreach ((TensorPort port, string name) in inputs.Where(input => !right.Contains(input.Port.Name)))
            edit.ReplaceInput(moved.GetValueOrDefault(port.Name, port.Name), name, OnnxWriter.Int64, Shape(port), (int)port.Type);
        if (tokens.Name != names.LastHiddenState)
            edit.AddNode("Cast", [tokens.Name], names.LastHiddenState, OnnxWriter.Int("to", OnnxWriter.Float));
        edit.AddOutput(names.LastHiddenState, OnnxWriter.Float, [.. Shape(inputs[0].Port), $"{hiddenSize}"]);
        File.WriteAllBytes(file, edit.Write());
    }

    private (TensorPort Port, string Name)[] Inputs(OnnxGraph graph)
    {
        var inputs = ModelInputs.Find(TensorPort.All(graph.Inputs), options.Names, graph.Path);
        if (inputs.Ids == null)
            throw new BadInputException($"{graph.Path}: it takes word embeddings and no token ids; take an export with input_ids.") { Code = "model.inputs", File = graph.Path };
        (TensorPort?, string)[] ports = [(inputs.Ids, names.InputIds), (inputs.Mask, names.AttentionMask), (inputs.Types, names.TokenTypeIds)];
        return [.. ports.Where(port => port.Item1 != null).Select(port => (port.Item1!, port.Item2))];
    }

    private TensorPort? Tokens(OnnxGraph graph)
    {
        TensorPort[] outputs = TensorPort.All(graph.Outputs);
        return outputs is [{ Name: EncoderEdit.TokenVectors }] ? outputs[0] : ModelOutputs.Find(outputs, options.Names, settings.HiddenSize?.Value, graph.Path).Tokens;
    }

    private static string[] Shape(TensorPort port) => [.. OpenShape.Select((name, i) => port.Fixed(i) is { } size ? $"{size}" : name)];
}
