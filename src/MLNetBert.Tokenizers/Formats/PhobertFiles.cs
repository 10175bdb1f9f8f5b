using MLNetBert.Tokenizers.FastBpe;

namespace MLNetBert.Tokenizers.Formats;

/// <summary>transformers' PhobertTokenizer and BertweetTokenizer, which are written in Python: fairseq's vocab.txt and fastBPE's bpe.codes.</summary>
internal static class PhobertFiles
{
    private const string Codes = "bpe.codes";

    /// <summary>Whether the folder's class is one of them, and its files are there.</summary>
    public static bool IsMeant(string folder, TokenizerConfig config) =>
        config.Class?.Name is "PhobertTokenizer" or "BertweetTokenizer" && File.Exists(Path.Combine(folder, "vocab.txt")) && File.Exists(Path.Combine(folder, Codes));

    /// <summary>Whether a vocab.txt has the codes beside it, which no other class reads.</summary>
    public static bool AreBeside(string vocabularyFile) => File.Exists(CodesOf(vocabularyFile));

    public static TokenizerParts Read(string vocabularyFile, TokenizerConfig config)
    {
        string codesFile = CodesOf(vocabularyFile);
        if (!File.Exists(codesFile))
            throw new BadInputException($"{vocabularyFile}: there is no {Codes} beside it, which {config.Class!.Name} needs too; put it there.") { Code = "tokenizer.merges", File = vocabularyFile };
        ConfigNode normalization = config["normalization"];
        if (config.Class!.Name == "BertweetTokenizer" && normalization.Bool(missing: false))
            throw normalization.Error("is true, which replaces names, links and emoji as Python's packages nltk and emoji do, and is not supported", "normalize the texts yourself and set it to false", "config.unsupported");

        TokenRoles roles = TokenRoles.Phobert;
        Dictionary<string, int> ids = ReadVocabulary(vocabularyFile, roles, config);
        int unknown = ids[roles.Of(config, "unk_token")!];
        string cls = roles.Of(config, "cls_token")!, sep = roles.Of(config, "sep_token")!;
        return new TokenizerParts
        {
            Model = new FastBpeModel(new Vocabulary(ids.Select(pair => (pair.Key, pair.Value)), ids.Count), ReadMerges(codesFile), unknown, codesFile),
            PreTokenizer = FastBpeWords.Instance,
            PostProcessor = RobertaProcessing.Create((cls, Id(cls)), (sep, Id(sep)), trimmer: null),
            Decoder = FastBpeDecoder.Instance,
        };

        int Id(string token) => ids.TryGetValue(token, out int id) ? id : throw new BadInputException(
            $"{vocabularyFile}: the vocabulary has no \"{token}\", which is put around every text; name the token it has as cls_token or sep_token in tokenizer_config.json.")
        { Code = "tokenizer.vocabulary", File = vocabularyFile, Key = token };
    }

    // Four tokens of its own, then the words of the file, each followed by its count.
    private static Dictionary<string, int> ReadVocabulary(string file, TokenRoles roles, TokenizerConfig config)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] own = ["bos_token", "pad_token", "eos_token", "unk_token"];
        for (int id = 0; id < own.Length; id++)
            ids[roles.Of(config, own[id])!] = id;
        int row = 0;
        foreach (string line in BertVocabulary.ReadLines(file))
        {
            row++;
            string trimmed = line.Trim();
            int space = trimmed.LastIndexOf(' ');
            if (space < 0)
                throw new BadInputException($"{file}, line {row}: \"{line}\" must be a token, a space and its count; {ConfigNode.Correct}.") { Code = "tokenizer.vocabulary", File = file, Row = row };
            ids[trimmed[..space]] = ids.Count;
        }

        return ids;
    }

    private static List<(string Left, string Right)> ReadMerges(string file)
    {
        List<(string Left, string Right)> merges = [];
        int row = 0;
        foreach (string line in BertVocabulary.ReadLines(file))
        {
            row++;
            string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length is not (0 or 3))
                throw new BadInputException($"{file}, line {row}: \"{line}\" must be two pieces and a count; {ConfigNode.Correct}.") { Code = "tokenizer.merges", File = file, Row = row };
            if (parts.Length > 0)
                merges.Add((parts[0], parts[1]));
        }

        return merges;
    }

    private static string CodesOf(string vocabularyFile) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(vocabularyFile))!, Codes);
}
