namespace MLNetBert;

/// <summary>What the options of layers with weights have in common: the file.</summary>
public abstract class WeightedLayerOptions : TokenLayerOptions
{
    private protected WeightedLayerOptions()
    {
    }

    /// <summary>The .safetensors, .npz or PyTorch .bin file with the weights, under PyTorch's names. Read once; a saved pipeline contains what the layer uses of it.</summary>
    public string? WeightsPath { get; set; }

    /// <summary>The layer's prefix in a larger module: with <c>"lstm."</c>, the array lstm.weight_ih_l0 is found. Default: none.</summary>
    public string WeightsPrefix { get; set; } = "";

    internal override LayerWeights OpenWeights()
        => LayerWeights.Open(WeightsPath ?? throw new ArgumentException($"{nameof(WeightsPath)} is not given; a .safetensors, .npz or .bin file with the layer's weights is expected.")).Under(WeightsPrefix);
}
