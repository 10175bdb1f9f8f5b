namespace MLNetBert.Encoder.ModelFolder;

/// <summary>What the JSON files of a model folder say about the encoder, each with the file and key that says so.</summary>
/// <param name="folder">The folder, with the files of sentence-transformers.</param>
/// <param name="transformer">The folder with the files of transformers, which is usually the same.</param>
internal sealed class ModelSettings(string folder, string transformer)
{
    /// <summary>Model types whose first position is the pad id plus one (RoBERTa's way), so that that many positions are not for tokens.</summary>
    private static readonly HashSet<string> PositionsAfterPad = new(StringComparer.Ordinal)
    {
        "roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "longformer", "data2vec-text", "ibert", "roberta-prelayernorm", "xmod",
    };

    public ConfigNode Config { get; } = ConfigNode.ReadIfThere(transformer, "config.json");

    public ConfigNode TokenizerConfig { get; } = ConfigNode.ReadIfThere(transformer, "tokenizer_config.json");

    public ConfigNode SentenceBert { get; } = SentenceFiles.Settings(transformer);

    public SentenceModules Modules { get; } = SentenceModules.Read(folder);

    public SentencePrompts Prompts { get; } = SentencePrompts.Read(folder);

    public HeadSettings Head => new(Config, Prompts.Activation);

    public string? ModelType => Config["model_type"].StringOrNull();

    /// <summary>The hidden size; DistilBERT calls it dim.</summary>
    public Sourced<int>? HiddenSize => FirstSize("hidden_size", "dim", "d_model", "n_embd");

    /// <summary>The number of layers; DistilBERT calls it n_layers.</summary>
    public Sourced<int>? LayerCount => FirstSize("num_hidden_layers", "n_layers", "num_layers", "n_layer");

    public Sourced<int>? VocabularySize => FirstSize("vocab_size");

    public Sourced<int>? TypeVocabularySize => FirstSize("type_vocab_size");

    public Sourced<int>? PadTokenId => Config["pad_token_id"] is { IsNull: false } id ? new(id.Int(), id.Source) : null;

    /// <summary>How many positions come before that of the first token.</summary>
    public int PositionsBeforeText => ModelType is { } type && PositionsAfterPad.Contains(type) ? (PadTokenId?.Value ?? 1) + 1 : 0;

    /// <summary>How many tokens there are positions for.</summary>
    public Sourced<int>? Positions
    {
        get
        {
            if (FirstSize("max_position_embeddings", "n_positions") is not { } positions)
                return null;
            int before = PositionsBeforeText;
            if (before == 0)
                return positions;
            return positions.Value > before
                ? new(positions.Value - before, $"{positions.Source} ({positions.Value}, {before} of them before the first token)")
                : throw new BadInputException($"{positions.Source} is {positions.Value}, which leaves no position for a token after the pad id {before - 1}.") { Code = "config.value" };
        }
    }

    public static ModelSettings Read(string folder) => new(folder, SentenceFiles.TransformerFolder(folder));

    private Sourced<int>? FirstSize(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (Config[key].SizeOrNull() is int size)
                return new(size, Config[key].Source);
        }

        return null;
    }
}
