using System.Text.Json;

namespace MLNetBert.Encoder.ModelFolder;

/// <summary>What the config.json of a Pooling module says.</summary>
internal sealed class PoolingModule
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

    private PoolingModule(ConfigNode file)
    {
        (File, Mode) = (file.File, ReadMode(file));
        Dimension = ReadDimension(file);
        IncludePrompt = file["include_prompt"].BoolOrNull() is bool include ? new(include, file["include_prompt"].Source) : null;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The pooling asked for; several are joined in the order of the flags above, as in sentence-transformers.</summary>
    public Sourced<TokenPooling> Mode { get; }

    /// <summary>The length of token vectors.</summary>
    public Sourced<int>? Dimension { get; }

    /// <summary>Whether the tokens of a prompt are pooled too.</summary>
    public Sourced<bool>? IncludePrompt { get; }

    /// <summary>Reads the config.json of a folder; null if there is none.</summary>
    public static PoolingModule? ReadIfThere(string folder) => ConfigNode.ReadIfThere(folder, "config.json") is { IsNull: false } file ? new(file) : null;

    private static Sourced<TokenPooling> ReadMode(ConfigNode file)
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
