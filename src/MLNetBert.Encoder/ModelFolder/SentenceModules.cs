using System.Text.Json.Nodes;

namespace MLNetBert.Encoder.ModelFolder;

/// <summary>sentence-transformers' modules.json with what its Pooling module says.</summary>
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

    /// <summary>The pooling that is asked for; several flags are joined in the order of the flags above, as sentence-transformers does.</summary>
    public Sourced<TokenPooling>? Pooling { get; private init; }

    /// <summary>How long the Pooling module says that token vectors are.</summary>
    public Sourced<int>? PoolingDimension { get; private init; }

    /// <summary>Whether a Normalize module follows.</summary>
    public Sourced<bool>? Normalize { get; private init; }

    /// <summary>Modules that are not carried out, such as Dense: type and source.</summary>
    public IReadOnlyList<Sourced<string>> Unsupported { get; private init; } = [];

    public static SentenceModules Read(string folder)
    {
        string list = Path.Combine(folder, "modules.json");
        if (!File.Exists(list))
        {
            // A folder whose modules.json was not downloaded may still say how to pool.
            return OpenPooling(folder, "1_Pooling") is { } file ? new SentenceModules { Pooling = ReadPooling(file), PoolingDimension = ReadDimension(file) } : new SentenceModules();
        }

        if (JsonFile.Parse(list) is not JsonArray modules)
            throw new BadInputException($"{list} holds no JSON list of modules; download it again.");

        Sourced<TokenPooling>? pooling = null;
        Sourced<int>? dimension = null;
        Sourced<bool>? normalize = new(false, list);
        List<Sourced<string>> unsupported = [];
        for (int i = 0; i < modules.Count; i++)
        {
            string type = Text(modules[i], "type") ?? throw new BadInputException($"{list}: [{i}].type is missing.");
            string path = Text(modules[i], "path") ?? "";
            switch (type.Split('.')[^1])
            {
                case "Transformer":
                    break;
                case "Pooling":
                    JsonFile config = OpenPooling(folder, path) ?? throw new BadInputException($"{list}: [{i}].path names {path}, but there is no {path}/config.json in {folder}; download it, or remove the module.");
                    (pooling, dimension) = (ReadPooling(config), ReadDimension(config));
                    break;
                case "Normalize":
                    normalize = new(true, $"{list}: [{i}].type");
                    break;
                default:
                    unsupported.Add(new(type, $"{list}: [{i}].type"));
                    break;
            }
        }

        return new SentenceModules { Pooling = pooling, PoolingDimension = dimension, Normalize = normalize, Unsupported = unsupported };
    }

    private static JsonFile? OpenPooling(string folder, string path) => JsonFile.TryOpen(Path.Combine(folder, path), "config.json");

    private static Sourced<TokenPooling> ReadPooling(JsonFile file)
    {
        if ((file.Text("pooling_mode") ?? file.Texts("pooling_mode")) is string names)
            return new(ParseMode(file, names), file.Source("pooling_mode"));
        if (file.TrueKeys().FirstOrDefault(key => key.StartsWith("pooling_mode_", StringComparison.Ordinal) && !Flags.Any(flag => flag.Key == key)) is { } unknown)
            throw new BadInputException($"{file.Source(unknown)} is a pooling that this library does not know; it knows {string.Join(", ", Flags.Select(flag => flag.Key))}.");
        PoolingMode[] modes = [.. Flags.Where(flag => file.Flag(flag.Key)).Select(flag => flag.Mode)];
        if (modes.Length == 0)
            throw new BadInputException($"{file.Path}: no pooling_mode_* is true; set one, for instance pooling_mode_mean_tokens.");
        return new(new TokenPooling(modes), file.Source(string.Join(", ", Flags.Where(flag => file.Flag(flag.Key)).Select(flag => flag.Key))));
    }

    private static Sourced<int>? ReadDimension(JsonFile file) =>
        file.Size("word_embedding_dimension") is int size ? new(size, file.Source("word_embedding_dimension")) : null;

    private static TokenPooling ParseMode(JsonFile file, string names)
    {
        try
        {
            return TokenPooling.Parse(names);
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{file.Source("pooling_mode")}: {e.Message}", e);
        }
    }

    private static string? Text(JsonNode? node, string key) =>
        node is JsonObject item && item.TryGetPropertyValue(key, out JsonNode? value) && value is JsonValue text && text.TryGetValue(out string? found) ? found : null;
}
