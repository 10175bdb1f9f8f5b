using System.Collections.Concurrent;

namespace MLNetBert.Tokenizers.Japanese;

/// <summary>
/// Finds the dictionary that mecab_kwargs of tokenizer_config.json names: by name (mecab_dic: ipadic, unidic_lite) in a folder
/// dictionaries/NAME beside the model or beside the program, or by path (mecab_dic, or "-d PATH" and "-u FILE" in mecab_option).
/// Each folder is read once per process.
/// </summary>
internal static class MecabDictionaries
{
    private static readonly ConcurrentDictionary<string, Lazy<MecabDictionary>> Opened = [];

    public static MecabDictionary Find(string modelFolder, ConfigNode kwargs)
    {
        (string? folder, List<string> userFiles) = ReadOption(kwargs["mecab_option"].StringOrNull() ?? "");
        if (folder == null)
        {
            string name = kwargs["mecab_dic"].StringOrNull() ?? "ipadic";
            folder = Folders(modelFolder, name).FirstOrDefault(Directory.Exists) ?? throw new BadInputException(Missing(modelFolder, name)) { Code = "tokenizer.dictionary", Key = name };
        }

        // A Lazy that failed is not kept: the user may repair the dictionary and try again.
        string key = string.Join('\n', [Path.GetFullPath(folder), .. userFiles.Select(Path.GetFullPath)]);
        try
        {
            return Opened.GetOrAdd(key, _ => new(() => MecabDictionary.Open(folder, userFiles))).Value;
        }
        catch
        {
            Opened.TryRemove(key, out _);
            throw;
        }
    }

    private static IEnumerable<string> Folders(string modelFolder, string name)
    {
        yield return Path.Combine(modelFolder, "dictionaries", name);
        foreach (string place in ProgramFolders.All)
            yield return Path.Combine(place, "dictionaries", name);

        if (name.AsSpan().ContainsAny('/', '\\'))
            yield return Path.Combine(modelFolder, name);
    }

    private static (string? Folder, List<string> UserFiles) ReadOption(string option)
    {
        string? folder = null;
        List<string> userFiles = [];
        string[] words = option.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i + 1 < words.Length; i++)
        {
            switch (words[i])
            {
                case "-d" or "--dicdir":
                    folder = Unquoted(words[++i]);
                    break;
                case "-u" or "--userdic":
                    userFiles.AddRange(Unquoted(words[++i]).Split(','));
                    break;
            }
        }

        return (folder, userFiles);

        static string Unquoted(string word) => word.Trim('"', '\'');
    }

    private static string Missing(string modelFolder, string name) =>
        $"{Path.Combine(modelFolder, "tokenizer_config.json")}: the MeCab dictionary \"{name}\" of mecab_kwargs is not here: " + name switch
        {
            "ipadic" => "add the package MLNetBert.Ipadic, which brings it",
            "unidic_lite" => $"copy the folder dicdir of Python's package unidic-lite to {Path.Combine(modelFolder, "dictionaries", name)}, or name it as \"-d PATH\" in mecab_option",
            _ => $"copy its compiled folder (sys.dic, unk.dic, char.bin, matrix.bin) to {Path.Combine(modelFolder, "dictionaries", name)}, or name it as \"-d PATH\" in mecab_option",
        } + ".";
}
