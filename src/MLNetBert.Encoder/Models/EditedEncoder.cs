using MLNetBert.Encoder.Modules;

namespace MLNetBert.Encoder.Models;

/// <summary>What the options make of a graph in memory, and the names of its inputs and outputs afterwards.</summary>
internal sealed class EditedEncoder(byte[] bytes)
{
    private byte[]? _bytes = bytes;

    /// <summary>The names that the options give, as they are in the edited graph.</summary>
    public required PortNames Names { get; init; }

    /// <summary>The file's own input for token ids; null if it has none.</summary>
    public required string? IdsName { get; init; }

    /// <summary>Whether the graph's look-up of word embeddings is now an input.</summary>
    public required bool LooksUp { get; init; }

    /// <summary>The file's own values from which the token vectors come; null if they are as exported.</summary>
    public required IReadOnlyList<string>? LayerValues { get; init; }

    public static bool IsAsked(ModelSettings settings, BertModelOptions options) => options.HiddenLayer != null || options.InputsEmbeds || TakesWeighted(settings, options);

    /// <summary>Edits the graph; null if it already is as the options ask.</summary>
    public static EditedEncoder? Make(OnnxGraph graph, ModelSettings settings, BertModelOptions options)
    {
        if (!graph.IsSorted)
            throw new BadInputException($"{graph.Path}: its operators are not in an order in which they can run, so the graph cannot be edited; export the model again.") { Code = "model.graph", File = graph.Path };
        var inputs = ModelInputs.Find(TensorPort.All(graph.Inputs), options.Names, graph.Path);
        EncoderEdit edit = new(graph);
        List<string>? layers = TakeLayers(graph, edit, settings, options);
        if (layers == null)
            edit.KeepOutputs(graph.Outputs.Select(output => output.Name));

        bool looksUp = options.InputsEmbeds && inputs.Embeddings == null;
        bool takesIds = looksUp && Feed(graph, edit, inputs.Ids!.Name);
        return layers == null && !looksUp ? null : new EditedEncoder(edit.Write())
        {
            Names = options.Names with
            {
                TokenVectors = layers != null ? EncoderEdit.TokenVectors : options.TokenVectorsName,
                SentenceEmbedding = layers != null ? null : options.SentenceEmbeddingName,
                Ids = looksUp && !takesIds ? null : options.InputIdsName,
            },
            IdsName = inputs.Ids?.Name,
            LooksUp = looksUp,
            LayerValues = layers,
        };
    }

    /// <summary>Gives the bytes away: they contain the weights, and only the session may keep those.</summary>
    public byte[] TakeBytes()
    {
        byte[] bytes = _bytes!;
        _bytes = null;
        return bytes;
    }

    private static bool TakesWeighted(ModelSettings settings, BertModelOptions options) =>
        options is { ApplyModules: true, HiddenLayer: null } && settings.Modules.LayerPooling != null && WeightedLayers.IsAsked(settings);

    /// <summary>Makes the layers that the options or the folder ask for the token vectors; null if neither does.</summary>
    private static List<string>? TakeLayers(OnnxGraph graph, EncoderEdit edit, ModelSettings settings, BertModelOptions options)
    {
        WeightedLayers? weighted = TakesWeighted(settings, options) ? WeightedLayers.Of(settings) : null;
        if (options.HiddenLayer == null && weighted == null)
            return null;
        var outputs = ModelOutputs.Find(TensorPort.All(graph.Outputs), options.Names, settings.HiddenSize?.Value, graph.Path);
        if (outputs.Tokens == null)
            throw new BadInputException($"{graph.Path}: it has no output with token vectors, which the hidden layers are found from.") { Code = "model.graph", File = graph.Path };
        IReadOnlyList<string> all = HiddenStates.Find(graph, outputs.Tokens.Name, settings.LayerCount?.Value);
        List<string> layers = weighted?.Pick(all) ?? Pick(all, options.HiddenLayer!, graph.Path);
        if (weighted != null)
            edit.TakeWeightedLayers(layers, weighted.Weights);
        else
            edit.TakeHiddenLayers(layers, options.HiddenLayer!.IsAverage);
        return layers;
    }

    private static bool Feed(OnnxGraph graph, EncoderEdit edit, string ids)
    {
        var table = WordEmbeddingTable.Find(graph, ids);
        if (table is not { IsFused: false })
            throw new BadInputException($"{graph.Path}: the look-up of the word embeddings cannot be cut out: a Gather of '{ids}' in a table of weights was looked for, but {(table == null ? "none was found" : $"it is fused into {table.Lookup}")}; take an export that is not fused.") { Code = "model.graph", File = graph.Path };
        return edit.FeedEmbeddings(table, ids);
    }

    private static List<string> Pick(IReadOnlyList<string> all, HiddenLayers hidden, string file)
    {
        List<string> picked = [];
        foreach (int layer in hidden.Layers)
        {
            int index = layer < 0 ? all.Count + layer : layer;
            if (index < 0 || index >= all.Count)
                throw new BadInputException($"{file}: there is no hidden layer {layer}; there are 0 (the embeddings) to {all.Count - 1}, or -1 (the last) to -{all.Count}.") { Code = "model.hidden-layer", File = file };
            picked.Add(all[index]);
        }

        return picked;
    }
}
