using System.Text.Json;

namespace MLNetBert.Encoder.ModelFolder;

/// <summary>sentence-transformers' modules.json, with what its Pooling module says.</summary>
internal sealed class SentenceModules
{
    private static readonly (string Key, PoolingMode Mode)[] Flags =
    [
        ("pooling_mode_cls_token", PoolingMode.Cls),
        ("pooling_mode_max_tokens", PoolingMode.Max),
        ("pooling_mode_mean_tokens", PoolingMode.Mean),
        ("pooling_mode_mean_sqrt_len_tokens", PoolingMode.MeanSqrtLengthTokens),
        ("pooling_mode_weightedmean_tokens", PoolingMode.WeightedMean),
        ("pooling_mode_lasttoken", PoolingMode.LastToken),
    ];

    /// <summary>The pooling asked for; several are joined in the order of the flags above, as in sentence-transformers.</summary>
    public Sourced<TokenPooling>? Pooling { get; private init; }

    /// <summary>The length of token vectors, according to the Pooling module.</summary>
    public Sourced<int>? PoolingDimension { get; private init; }

    /// <summary>The Pooling module's file; null if there is none.</summary>
    public string? PoolingFile { get; private init; }

    /// <summary>Whether the tokens of a prompt are pooled too.</summary>
    public Sourced<bool>? IncludePrompt { get; private init; }

    /// <summary>Whether a Normalize module follows.</summary>
    public Sourced<bool>? Normalize { get; private init; }

    /// <summary>The modules in order, and the file that lists them; null if there is none.</summary>
    public Sourced<string>? Names { get; private init; }

    /// <summary>Modules that are not applied, such as Dense: type and source.</summary>
    public IReadOnlyList<Sourced<string>> Unsupported { get; private init; } = [];

    public static SentenceModules Read(string folder)
    {
        string list = Path.Combine(folder, "modules.json");
        if (!File.Exists(list))
        {
            // A folder whose modules.json was not downloaded may still say how to pool.
            return OpenPooling(folder, "1_Pooling") is { IsNull: false } file ? new SentenceModules { Pooling = ReadPooling(file), PoolingDimension = ReadDimension(file), PoolingFile = file.File, IncludePrompt = ReadIncludePrompt(file) } : new SentenceModules();
        }

        Sourced<TokenPooling>? pooling = null;
        Sourced<int>? dimension = null;
        string? poolingFile = null;
        Sourced<bool>? includePrompt = null;
        Sourced<bool>? normalize = new(false, list);
        List<Sourced<string>> unsupported = [];
        List<string> names = [];
        foreach (ConfigNode module in ConfigNode.ReadFile(list, isList: true).Items())
        {
            string type = module.Required("type").String(), path = module["path"].StringOrNull() ?? "";
            names.Add(type.Split('.')[^1]);
            switch (names[^1])
            {
                // Dropout does nothing but in training.
                case "Transformer" or "Dropout":
                    break;
                case "Pooling":
                    ConfigNode config = OpenPooling(SentenceFiles.Inside(folder, module["path"]), "");
                    if (config.IsNull)
                        throw module["path"].Error($"names {path}, but there is no {path}/config.json in {folder}", "download it, or remove the module");
                    (pooling, dimension, poolingFile, includePrompt) = (ReadPooling(config), ReadDimension(config), config.File, ReadIncludePrompt(config));
                    break;
                case "Normalize":
                    normalize = new(true, module["type"].Source);
                    break;
                default:
                    unsupported.Add(new(type, module["type"].Source));
                    break;
            }
        }

        return new SentenceModules { Pooling = pooling, PoolingDimension = dimension, PoolingFile = poolingFile, IncludePrompt = includePrompt, Normalize = normalize, Unsupported = unsupported, Names = new(string.Join(", ", names), list) };
    }

    private static ConfigNode OpenPooling(string folder, string path) => ConfigNode.ReadIfThere(Path.Combine(folder, path), "config.json");

    private static Sourced<TokenPooling> ReadPooling(ConfigNode file)
    {
        ConfigNode names = file["pooling_mode"];
        if (!names.IsNull)
            return new(ParseMode(names), names.Source);
        if (file.Properties().FirstOrDefault(pair => pair.Value.Kind == JsonValueKind.True && pair.Key.StartsWith("pooling_mode_", StringComparison.Ordinal) && !Flags.Any(flag => flag.Key == pair.Key)) is { Key: not null } unknown)
            throw new BadInputException($"{unknown.Value.Source} is a pooling that this library does not know; it knows {string.Join(", ", Flags.Select(flag => flag.Key))}.") { Code = "model.pooling" };
        if (ReadDimension(file) != null && !file.Properties().Any(pair => pair.Key.StartsWith("pooling_mode", StringComparison.Ordinal)))
            return new(PoolingMode.Mean, $"{file.File}: no pooling_mode, which means mean");
        (string Key, PoolingMode Mode)[] set = [.. Flags.Where(flag => file[flag.Key].Bool(missing: false))];
        if (set.Length == 0)
            throw new BadInputException($"{file.File}: no pooling_mode_* is true; set one, for instance pooling_mode_mean_tokens.") { Code = "config.missing", File = file.File, Key = "pooling_mode_mean_tokens" };
        return new(new TokenPooling([.. set.Select(flag => flag.Mode)]), file[string.Join(", ", set.Select(flag => flag.Key))].Source);
    }

    // word_embedding_dimension was the key's name before embedding_dimension.
    private static Sourced<int>? ReadDimension(ConfigNode file) =>
        (file["embedding_dimension"].IsNull ? file["word_embedding_dimension"] : file["embedding_dimension"]) is var node && node.SizeOrNull() is int size ? new(size, node.Source) : null;

    private static Sourced<bool>? ReadIncludePrompt(ConfigNode file) =>
        file["include_prompt"].BoolOrNull() is bool include ? new(include, file["include_prompt"].Source) : null;

    private static TokenPooling ParseMode(ConfigNode names)
    {
        try
        {
            return TokenPooling.Parse(names.Kind == JsonValueKind.Array ? string.Join('+', names.Items().Select(name => name.String())) : names.String());
        }
        catch (BadInputException e) when (!e.Message.StartsWith(names.File, StringComparison.Ordinal))
        {
            throw e.At(names.Source, names.File);
        }
    }
}
