using MLNetBert.Tokenization.Json;
using MLNetBert.Tokenization.Pipeline;
using MLNetBert.Tokenization.WordPiece;

namespace MLNetBert.Tokenization;

/// <summary>Finds out which tokenizer a folder holds. The one place where a set of files is mapped to its reader.</summary>
internal static class TokenizerFolder
{
    public static PreTrainedTokenizer Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        bool isFile = File.Exists(path);
        if (!isFile && !Directory.Exists(path))
        {
            throw new BadInputException($"{path}: there is no such folder or file to read a tokenizer from.");
        }

        string folder = isFile ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
        TokenizerConfig config = TokenizerConfig.Read(folder);
        TokenizerParts parts = isFile ? ReadFile(path, config) : ReadFolder(folder, config);
        return new PipelineTokenizer(parts, config);
    }

    private static TokenizerParts ReadFolder(string folder, TokenizerConfig config)
    {
        foreach (string name in (string[])["tokenizer.json", "vocab.txt"])
        {
            string file = Path.Combine(folder, name);
            if (File.Exists(file))
            {
                return ReadFile(file, config);
            }
        }

        throw new BadInputException($"{folder}: there is no tokenizer here; put tokenizer.json or vocab.txt beside the model.");
    }

    private static TokenizerParts ReadFile(string file, TokenizerConfig config) => Path.GetFileName(file) switch
    {
        var name when name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => TokenizerJson.Read(file),
        var name when name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) => BertVocabulary.Read(file, config),
        _ => throw new BadInputException($"{file} is no tokenizer file; give a folder, a tokenizer.json or a vocab.txt."),
    };
}
