using MLNetBert.Encoder.Layers;

namespace MLNetBert.Encoder.Modules;

/// <summary>
/// sentence-transformers' WeightedLayerPooling: token vectors are a weighted mean of those of the layers from <paramref name="First"/> on, numbered as in
/// transformers' hidden_states.
/// </summary>
/// <param name="First">The first layer.</param>
/// <param name="Weights">A weight for it and for each that follows.</param>
/// <param name="Named">Where it is named.</param>
/// <param name="Files">The files that it was read from.</param>
internal sealed record WeightedLayers(int First, float[] Weights, SentenceModule Named, IReadOnlyList<string> Files)
{
    /// <summary>sentence-transformers' own first layer.</summary>
    private const int UsualFirst = 4;

    /// <summary>
    /// What a folder asks for; null if nothing, which is also what sentence-transformers makes of the module if config.json does not ask for output_hidden_states.
    /// </summary>
    /// <exception cref="BadInputException">Its files are missing or damaged.</exception>
    public static WeightedLayers? Of(ModelSettings settings)
    {
        if (settings.Modules.LayerPooling is not { } module || !IsAsked(settings))
            return null;
        ConfigNode first = module.Config["layer_start"];
        LayerWeights weights = VectorModule.OpenWeights(module, "layer_weights");
        return new(first.IsNull ? UsualFirst : first.Count(), weights.Read("layer_weights", -1), module, [.. ((string[])[module.Config.File, weights.Path]).Where(File.Exists)]);
    }

    /// <summary>Whether the transformer gives its hidden states to the modules.</summary>
    public static bool IsAsked(ModelSettings settings) => settings.Config["output_hidden_states"].Bool(missing: false);

    /// <summary>The layers' values among all of an encoder's.</summary>
    /// <exception cref="BadInputException">The encoder has another number of layers.</exception>
    public List<string> Pick(IReadOnlyList<string> all) => all.Count - First == Weights.Length ? [.. all.Skip(First)]
        : throw new BadInputException($"{Named.Source} weighs {Weights.Length} layers from layer {First} on, but the model has the layers 0 (the embeddings) to {all.Count - 1}; take the files of one model.") { Code = "model.hidden-layer", File = Named.Folder };
}
