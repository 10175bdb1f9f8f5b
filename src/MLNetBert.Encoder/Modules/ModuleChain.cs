using MLNetBert.Encoder.Pooling;

namespace MLNetBert.Encoder.Modules;

/// <summary>The modules of a folder that follow its Pooling, in order, with their weights. Immutable and thread-safe.</summary>
internal sealed class ModuleChain : IPooledModules
{
    private readonly VectorModule[] _modules;

    private ModuleChain(VectorModule[] modules) => _modules = modules;

    /// <summary>No modules.</summary>
    public static ModuleChain Empty { get; } = new([]);

    public IReadOnlyList<VectorModule> Modules => _modules;

    /// <summary>Reads their files.</summary>
    /// <exception cref="BadInputException">A file is missing, damaged or asks for what is not known here, or two modules do not fit each other.</exception>
    public static ModuleChain Open(IReadOnlyList<SentenceModule> modules)
    {
        ModuleChain chain = new([.. modules.Select(Read)]);
        if (chain._modules.Select(module => module.InputSize).FirstOrDefault(size => size != null) is int size)
            chain.OutputSize(size, pooling: "");
        return chain;
    }

    /// <inheritdoc/>
    public int OutputSize(int size, object pooling)
    {
        for (int i = 0; i < _modules.Length; i++)
        {
            VectorModule module = _modules[i];
            if (module.InputSize is int expected && expected != size)
                throw new BadInputException($"{module.Named.Source} is a {module.Named.Name} that takes {expected} values, but {(i == 0 ? $"the pooling {pooling}" : $"the {_modules[i - 1].Named.Name} before it")} gives {size}; take the files of one model, and its own pooling.") { Code = "model.module", File = module.Named.Folder };
            size = module.OutputSize ?? size;
        }

        return size;
    }

    /// <inheritdoc/>
    public Span<double> Apply(ReadOnlySpan<double> vector, Span<double> room)
    {
        Span<double> half = room[..(room.Length / 2)], other = room[(room.Length / 2)..], result = default;
        for (int i = 0; i < _modules.Length; i++)
        {
            result = (i % 2 == 0 ? half : other)[..(_modules[i].OutputSize ?? vector.Length)];
            _modules[i].Apply(vector, result);
            vector = result;
        }

        return result;
    }

    /// <inheritdoc/>
    public int RoomFor(int size) => 2 * _modules.Max(module => Math.Max(size, module.OutputSize ?? size));

    private static VectorModule Read(SentenceModule module) => module.Name switch
    {
        "Dense" => DenseModule.Read(module),
        "LayerNorm" => LayerNormModule.Read(module),
        "Normalize" => new NormalizeModule { Named = module },
        _ => throw new InvalidOperationException($"The module {module.Name} is not handled."),
    };
}
