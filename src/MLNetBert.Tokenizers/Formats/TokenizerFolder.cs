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

        string folder = isFile ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
        var config = TokenizerConfig.Read(folder, sentences: !isFile);
        TokenizerParts parts = isFile ? ReadFile(path, config) : BertSettings.Apply(config, ReadFolder(folder, config));
        return (parts, config);
    }

    private static TokenizerParts ReadFolder(string folder, TokenizerConfig config)
    {
        if (JapaneseTokenizer.IsMeant(config))
            return JapaneseTokenizer.Read(folder, config);

        foreach (string name in Files)
        {
            string file = Path.Combine(folder, name);
            if (File.Exists(file))
                return ReadFile(file, config);
        }

        throw new BadInputException($"{folder}: there is no tokenizer here; put one of {string.Join(", ", Files)} beside the model.") { Code = "tokenizer.missing", File = folder };
    }

    private static TokenizerParts ReadFile(string file, TokenizerConfig config) => ReadParts(file, config) with
    {
        File = file,
        DecidesOnCase = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && Path.GetFileName(file) != "vocab.json",
    };

    private static TokenizerParts ReadParts(string file, TokenizerConfig config) => Path.GetFileName(file) switch
    {
        "vocab.json" => RobertaFiles.Read(file, config),
        var name when name.EndsWith(".model", StringComparison.OrdinalIgnoreCase) => SentencePieceFiles.Read(file, config),
        var name when name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => TokenizerJson.Read(file),
        var name when name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) => BertVocabulary.Read(file, config),
        _ => throw new BadInputException($"{file} is not a tokenizer file; give a folder, or one of {string.Join(", ", Files)}.") { Code = "file.format", File = file },
    };
}
