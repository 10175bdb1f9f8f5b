namespace MLNetBert.Shared.Configuration;

/// <summary>Where sentence-transformers keeps the files of its Transformer module.</summary>
internal static class SentenceFiles
{
    /// <summary>The names that the module's own settings had over the years, newest first; the first that exists counts.</summary>
    public static readonly string[] SettingsNames =
    [
        "sentence_bert_config.json", "sentence_roberta_config.json", "sentence_distilbert_config.json", "sentence_camembert_config.json",
        "sentence_albert_config.json", "sentence_xlm-roberta_config.json", "sentence_xlnet_config.json",
    ];

    /// <summary>The module's settings: max_seq_length, do_lower_case.</summary>
    public static ConfigNode Settings(string folder) =>
        ConfigNode.ReadIfThere(folder, SettingsNames.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) ?? SettingsNames[0]);

    /// <summary>The files of those names that exist.</summary>
    public static IEnumerable<string> SettingsFiles(string folder) => SettingsNames.Select(name => Path.Combine(folder, name)).Where(File.Exists);

    /// <summary>The folder with the files of transformers: that of the Transformer module in modules.json (0_Transformer), else the folder itself.</summary>
    /// <exception cref="BadInputException">The module's path leads out of the folder.</exception>
    public static string TransformerFolder(string folder)
    {
        string list = Path.Combine(folder, "modules.json");
        if (!File.Exists(list))
            return folder;
        foreach (ConfigNode module in ConfigNode.ReadFile(list, isList: true).Items())
        {
            if (module.Required("type").String().Split('.')[^1] == "Transformer")
                return Inside(folder, module["path"]);
        }

        return folder;
    }

    /// <summary>A module's folder, which must be the folder itself or inside it.</summary>
    public static string Inside(string folder, ConfigNode path)
    {
        string name = path.StringOrNull() ?? "";
        if (name.Contains('\0'))
            throw path.Error("holds a character that no path can have");
        string full = Path.GetFullPath(Path.Combine(folder, name)), root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (full != root && !full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw path.Error($"is \"{name}\", which leads out of the model folder");
        return full == root ? folder : Path.Combine(folder, name);
    }
}
