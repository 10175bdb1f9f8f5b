namespace MLNetBert.Layers;

/// <summary>The layers, by their names in saved stages.</summary>
internal static class KnownLayers
{
    /// <summary>The options of a layer, to be read.</summary>
    /// <exception cref="BadInputException">No layer has the name.</exception>
    public static TokenLayerOptions Create(string name) => name switch
    {
        MaskedLinearOptions.Name => new MaskedLinearOptions(),
        MaskedSoftmaxOptions.Name => new MaskedSoftmaxOptions(),
        AttentionPoolingOptions.Name => new AttentionPoolingOptions(),
        RecurrentLayerOptions.Name => new RecurrentLayerOptions(),
        CrossAttentionOptions.Name => new CrossAttentionOptions(),
        _ => throw new BadInputException($"The saved pipeline has a layer '{name}', which this version of the library does not know; update it.") { Code = "saved.version" },
    };
}
