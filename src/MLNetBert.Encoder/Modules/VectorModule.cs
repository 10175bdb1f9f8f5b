using MLNetBert.Encoder.Layers;

namespace MLNetBert.Encoder.Modules;

/// <summary>A module of sentence-transformers that makes another vector of a text's vector. Immutable and thread-safe.</summary>
internal abstract class VectorModule
{
    /// <summary>The number of values that it takes; null: any.</summary>
    public virtual int? InputSize => null;

    /// <summary>The number of values that it gives; null: as many as it takes.</summary>
    public virtual int? OutputSize => null;

    /// <summary>What it is, for people.</summary>
    public abstract string Description { get; }

    /// <summary>The files that it was read from.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Its name in modules.json, and where it is named.</summary>
    public required SentenceModule Named { get; init; }

    /// <summary>Computes it, in float64, in an order of additions that only the sizes decide.</summary>
    public abstract void Apply(ReadOnlySpan<double> vector, Span<double> result);

    /// <summary>A module's weights: model.safetensors, else pytorch_model.bin. They must be those of its class, and no others.</summary>
    /// <exception cref="BadInputException">There is neither file, or it has other arrays.</exception>
    public static LayerWeights OpenWeights(SentenceModule module, params ReadOnlySpan<string> arrays)
    {
        string file = Path.Combine(module.Folder, "model.safetensors");
        if (!File.Exists(file))
            file = Path.Combine(module.Folder, "pytorch_model.bin");
        if (!File.Exists(file))
            throw new BadInputException($"{module.Source} is a {module.Name}, but {module.Folder} has neither model.safetensors nor pytorch_model.bin; download its weights.") { Code = "file.missing", File = file };
        var weights = LayerWeights.Open(file);
        foreach (string name in weights.Names)
        {
            if (!arrays.Contains(name))
                throw new BadInputException($"{file}: it has an array '{name}', which a {module.Name} does not have; {string.Join(" and ", arrays.ToArray())} are expected.") { Code = "layer.weights", File = file, Key = name };
        }

        return weights;
    }
}
