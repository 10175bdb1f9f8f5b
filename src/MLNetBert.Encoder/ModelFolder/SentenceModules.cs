namespace MLNetBert.Encoder.ModelFolder;

/// <summary>sentence-transformers' modules.json, with what its Pooling module says.</summary>
internal sealed class SentenceModules
{
    /// <summary>The package whose modules are known here; its own packages moved with the versions.</summary>
    private const string Package = "sentence_transformers.";

    private readonly List<SentenceModule> _afterPooling = [];
    private readonly List<Sourced<string>> _unsupported = [];

    /// <summary>The Pooling module; null if there is none.</summary>
    public PoolingModule? Pooling { get; private set; }

    /// <summary>Whether a Normalize module is the last that computes something.</summary>
    public Sourced<bool>? Normalize { get; private set; }

    /// <summary>The modules in order, and the file that lists them; null if there is none.</summary>
    public Sourced<string>? Names { get; private set; }

    /// <summary>The WeightedLayerPooling module in front of the Pooling; null if there is none.</summary>
    public SentenceModule? LayerPooling { get; private set; }

    /// <summary>The modules behind the Pooling that change its vector, in order, without a last Normalize.</summary>
    public IReadOnlyList<SentenceModule> AfterPooling => _afterPooling;

    /// <summary>Modules that are not known here, and what they are.</summary>
    public IReadOnlyList<Sourced<string>> Unsupported => _unsupported;

    public static SentenceModules Read(string folder)
    {
        string list = Path.Combine(folder, "modules.json");
        SentenceModules modules = new();
        if (!File.Exists(list))
        {
            // A folder whose modules.json was not downloaded may still say how to pool.
            modules.Pooling = PoolingModule.ReadIfThere(Path.Combine(folder, "1_Pooling"));
            return modules;
        }

        modules.Normalize = new(false, list);
        List<string> names = [];
        foreach (ConfigNode module in ConfigNode.ReadFile(list, isList: true).Items())
        {
            string type = module.Required("type").String();
            names.Add(type.Split('.')[^1]);
            modules.Add(names[^1], type, module, folder);
        }

        modules.Names = new(string.Join(", ", names), list);
        while (modules._afterPooling is [.., { Name: "Normalize" } last])
        {
            modules.Normalize = new(true, last.Source);
            modules._afterPooling.RemoveAt(modules._afterPooling.Count - 1);
        }

        return modules;
    }

    private void Add(string name, string type, ConfigNode module, string folder)
    {
        switch (name)
        {
            // Dropout does nothing but in training.
            case "Transformer" or "Dropout":
                break;
            case "Pooling":
                string at = SentenceFiles.Inside(folder, module["path"]), path = module["path"].StringOrNull() ?? "";
                Pooling = PoolingModule.ReadIfThere(at) ?? throw module["path"].Error($"names {path}, but there is no {path}/config.json in {folder}", "download it, or remove the module");

                // It pools the tokens anew.
                _afterPooling.Clear();
                break;
            case "Normalize":
                _afterPooling.Add(new(name, folder, module["type"].Source));
                break;
            case "Dense" or "LayerNorm" when Pooling != null && IsKnown(type):
                _afterPooling.Add(Read(name, module, folder));
                break;
            case "WeightedLayerPooling" when Pooling == null && LayerPooling == null && IsKnown(type):
                LayerPooling = Read(name, module, folder);
                break;
            default:
                _unsupported.Add(new(IsKnown(type) && name is "Dense" or "LayerNorm" or "WeightedLayerPooling" ? $"{type} at an unusual place" : type, module["type"].Source));
                break;
        }
    }

    private static bool IsKnown(string type) => type.StartsWith(Package, StringComparison.Ordinal);

    private static SentenceModule Read(string name, ConfigNode module, string folder) => new(name, SentenceFiles.Inside(folder, module["path"]), module["type"].Source);
}
