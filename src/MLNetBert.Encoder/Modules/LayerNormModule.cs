using MLNetBert.Encoder.Layers;

namespace MLNetBert.Encoder.Modules;

/// <summary>sentence-transformers' LayerNorm: torch.nn.LayerNorm over a text's vector.</summary>
internal sealed class LayerNormModule : VectorModule
{
    /// <summary>torch.nn.LayerNorm's own.</summary>
    private const double Epsilon = 1e-5;

    private readonly float[] _weight;
    private readonly float[] _bias;

    private LayerNormModule(LayerWeights weights, int size) => (_weight, _bias) = (weights.Read("norm.weight", size), weights.Read("norm.bias", size));

    public override int? InputSize => _weight.Length;

    public override string Description => $"LayerNorm: {_weight.Length} values";

    /// <exception cref="BadInputException">Its files are missing or damaged.</exception>
    public static LayerNormModule Read(SentenceModule module)
    {
        ConfigNode size = module.Config.Required("dimension");
        LayerWeights weights = OpenWeights(module, "norm.weight", "norm.bias");
        return new LayerNormModule(weights, size.SizeOrNull() ?? throw size.Error("is too large")) { Named = module, Files = [size.File, weights.Path] };
    }

    public override void Apply(ReadOnlySpan<double> vector, Span<double> result)
    {
        double sum = 0, squares = 0;
        foreach (double value in vector)
            sum += value;
        double mean = sum / vector.Length;
        foreach (double value in vector)
            squares += (value - mean) * (value - mean);
        double scale = 1 / Math.Sqrt((squares / vector.Length) + Epsilon);
        for (int i = 0; i < vector.Length; i++)
            result[i] = ((vector[i] - mean) * scale * _weight[i]) + _bias[i];
    }
}
