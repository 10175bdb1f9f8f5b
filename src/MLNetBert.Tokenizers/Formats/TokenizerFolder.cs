namespace MLNetBert.Tokenizers.Formats;

/// <summary>Finds out which tokenizer a folder has. The one place where a set of files is mapped to its reader.</summary>
internal static class TokenizerFolder
{
    /// <summary>The files that a tokenizer can be read from; the first that exists is used.</summary>
    public static readonly string[] Files = ["tokenizer.json", "vocab.txt", "vocab.json", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model"];

    public static (TokenizerParts Parts, TokenizerConfig Config) Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        bool isFile = File.Exists(path);
        if (!isFile && !Directory.Exists(path))
            throw new BadInputException($"There is no such folder or file to read a tokenizer from: {(path.Length == 0 ? "one without a name" : path)}; give a model folder as on the Hugging Face hub.") { Code = "file.missing", File = path };

        string folder = isFile ? Path.GetDirectoryName(Path.GetFullPath(path))! : SentenceFiles.TransformerFolder(path);
        var config = TokenizerConfig.Read(folder, sentences: !isFile);
        TokenizerParts parts = isFile ? ReadFile(path, config, alone: true) : BertSettings.Apply(config, ReadFolder(folder, config));
        return (config.LowersTexts ? parts with { Normalizer = LowerFirst(parts.Normalizer) } : parts, config);
    }

    // As sentence-transformers does: in front of the normalizer, so that special tokens, which are not normalized, keep their case.
    private static NormalizerSequence LowerFirst(Normalizer? normalizer) => normalizer switch
    {
        null => new([LowercaseNormalizer.Instance]),
        NormalizerSequence sequence when sequence.Steps.Contains(LowercaseNormalizer.Instance) => sequence,
        NormalizerSequence sequence => new([LowercaseNormalizer.Instance, .. sequence.Steps]),
        _ => new([LowercaseNormalizer.Instance, normalizer]),
    };

    private static TokenizerParts ReadFolder(string folder, TokenizerConfig config)
    {
        if (JapaneseTokenizer.IsMeant(config))
            return JapaneseTokenizer.Read(folder, config);

        // A class in Python reads its own files, even beside a tokenizer.json.
        IEnumerable<string> files = Files.Select(name => Path.Combine(folder, name)).Where(File.Exists);
        if (PhobertFiles.IsMeant(folder, config))
            files = files.Where(file => Path.GetFileName(file) == "vocab.txt");
        return files.FirstOrDefault() is { } first ? ReadFile(first, config, alone: false)
            : throw new BadInputException($"{folder}: there is no tokenizer here; put one of {string.Join(", ", Files)} beside the model.") { Code = "tokenizer.missing", File = folder };
    }

    /// <param name="file">The main file.</param>
    /// <param name="config">What the files beside it say.</param>
    /// <param name="alone">Whether the file was named and not its folder: a tokenizer.json then has all that counts.</param>
    private static TokenizerParts ReadFile(string file, TokenizerConfig config, bool alone)
    {
        bool decides = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && Path.GetFileName(file) != "vocab.json";
        (TokenizerParts parts, string usual) = ReadParts(file, config);
        if (alone && decides)
            return parts with { File = file, DecidesOnCase = true };
        TokenRoles roles = config.Class?.Roles ?? (decides ? TokenRoles.None : new TokenizerClass(usual, default).Roles);
        string? guessed = decides ? null : TokenizerClass.Guessed(config, file, usual);
        return NamedTokens.Add(config, parts with { File = file, DecidesOnCase = decides, Notes = guessed == null ? parts.Notes : [.. parts.Notes, guessed] }, roles);
    }

    private static (TokenizerParts Parts, string UsualClass) ReadParts(string file, TokenizerConfig config) => Path.GetFileName(file) switch
    {
        "vocab.json" => (RobertaFiles.Read(file, config), "RobertaTokenizer"),
        var name when name.EndsWith(".model", StringComparison.OrdinalIgnoreCase) => (SentencePieceFiles.Read(file, config), SentencePieceFiles.Usual(file)),
        var name when name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => (TokenizerJson.Read(file), "PreTrainedTokenizer"),
        var name when name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) => (ReadText(file, config), "BertTokenizer"),
        _ => throw new BadInputException($"{file} is not a tokenizer file; give a folder, or one of {string.Join(", ", Files)}.") { Code = "file.format", File = file },
    };

    private static TokenizerParts ReadText(string file, TokenizerConfig config) => TokenizerClass.Reading(file, config, "BertTokenizer") switch
    {
        "PhobertTokenizer" or "BertweetTokenizer" => PhobertFiles.Read(file, config),
        "MPNetTokenizer" => BertVocabulary.Read(file, config, TokenRoles.MPNet),
        _ => BertVocabulary.Read(file, config, TokenRoles.Bert),
    };
}
