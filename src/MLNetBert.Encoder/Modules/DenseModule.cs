using System.Runtime.Intrinsics;
using MLNetBert.Encoder.Layers;

namespace MLNetBert.Encoder.Modules;

/// <summary>sentence-transformers' Dense: activation(W x + b).</summary>
internal sealed class DenseModule : VectorModule
{
    /// <summary>sentence-transformers' own, for a config.json that names none.</summary>
    private const string Usual = "torch.nn.modules.activation.Tanh";

    private readonly float[] _weight;
    private readonly float[] _bias;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly Func<double, double> _activation;
    private readonly string _activationName;

    private DenseModule(ConfigNode config, LayerWeights weights)
    {
        (_inputs, _outputs) = (Size(config.Required("in_features")), Size(config.Required("out_features")));
        ConfigNode activation = config["activation_function"];
        string name = activation.Kind == System.Text.Json.JsonValueKind.Undefined ? Usual : activation.String();
        _activationName = name.Split('.')[^1];
        _activation = Activation.Find(name) ?? throw activation.Error($"is \"{name}\", none of the activation functions that are known here (torch.nn's {string.Join(", ", Activation.Names)})", "take a model with one of them", "config.unsupported");
        _weight = weights.Read("linear.weight", _outputs, _inputs);
        _bias = HasBias(config) ? weights.Read("linear.bias", _outputs) : [];
    }

    public override int? InputSize => _inputs;

    public override int? OutputSize => _outputs;

    public override string Description => $"Dense: {_inputs} to {_outputs} values, {(_bias.Length > 0 ? "with" : "without")} bias, {_activationName}";

    /// <exception cref="BadInputException">Its files are missing, damaged, or ask for what is not known here.</exception>
    public static DenseModule Read(SentenceModule module)
    {
        ConfigNode config = module.Config;
        foreach (string key in (string[])["module_input_name", "module_output_name"])
        {
            if (config[key].StringOrNull() is { } name and not "sentence_embedding")
                throw config[key].Error($"is \"{name}\"; only sentence_embedding, the vector of a text, is supported", "take a model whose Dense works on that", "config.unsupported");
        }

        LayerWeights weights = HasBias(config) ? OpenWeights(module, "linear.weight", "linear.bias") : OpenWeights(module, "linear.weight");
        return new DenseModule(config, weights) { Named = module, Files = [config.File, weights.Path] };
    }

    public override void Apply(ReadOnlySpan<double> vector, Span<double> result)
    {
        for (int i = 0; i < _outputs; i++)
            result[i] = _activation(Dot(_weight.AsSpan(i * _inputs, _inputs), vector) + (_bias.Length > 0 ? _bias[i] : 0));
    }

    private static bool HasBias(ConfigNode config) => config["bias"].Bool(missing: true);

    private static int Size(ConfigNode node) => node.SizeOrNull() ?? throw node.Error("is too large");

    private static double Dot(ReadOnlySpan<float> weights, ReadOnlySpan<double> vector)
    {
        ref float w = ref MemoryMarshal.GetReference(weights);
        ref double v = ref MemoryMarshal.GetReference(vector);
        (Vector256<double> lower, Vector256<double> upper) = (Vector256<double>.Zero, Vector256<double>.Zero);
        int i = 0;
        for (; i <= weights.Length - 8; i += 8)
        {
            (Vector256<double> first, Vector256<double> second) = Vector256.Widen(Vector256.LoadUnsafe(ref w, (nuint)i));
            lower += first * Vector256.LoadUnsafe(ref v, (nuint)i);
            upper += second * Vector256.LoadUnsafe(ref v, (nuint)i + 4);
        }

        Vector256<double> sums = lower + upper;
        double sum = sums[0] + sums[1] + (sums[2] + sums[3]);
        for (; i < weights.Length; i++)
            sum += Unsafe.Add(ref w, i) * Unsafe.Add(ref v, i);
        return sum;
    }
}
