using MLNetBert.Shared.Configuration;

namespace MLNetBert.Cli.Pull;

/// <summary>Which files of a repository a model folder needs beside the .onnx: the tokenizer's, the settings, the modules', and what the author says of the rights.</summary>
/// <param name="files">All files of the repository, by path.</param>
internal sealed class FolderFiles(IReadOnlyDictionary<string, HubFile> files)
{
    private const string Modules = "modules.json";
    private const string Pooling = "1_Pooling/config.json";

    private static readonly string[] Root = [Modules, "config_sentence_transformers.json", "README.md"];
    private static readonly string[] Weights = ["model.safetensors", "pytorch_model.bin"];
    private static readonly string[] Rights = ["LICENSE", "LICENCE", "COPYING", "NOTICE"];

    /// <summary>The list of modules, which must be read first; null if there is none.</summary>
    public HubFile? ModuleList => files.GetValueOrDefault(Modules);

    /// <summary>The folder of the Transformer module with a slash at its end; empty for the root.</summary>
    /// <param name="folder">Where the list of modules is.</param>
    public static string TransformerOf(string folder)
    {
        string relative = Path.GetRelativePath(folder, SentenceFiles.TransformerFolder(folder)).Replace('\\', '/').TrimEnd('/');
        return relative is "." or "" ? "" : relative + "/";
    }

    /// <summary>All that is there of what is needed.</summary>
    /// <param name="folder">Where the list of modules is, if there is one.</param>
    /// <param name="transformer">The folder of the Transformer module.</param>
    public IEnumerable<HubFile> Needed(string folder, string transformer)
    {
        IEnumerable<string> needed = [.. Root, .. PreTrainedTokenizer.FileNames.Concat(TransformerFiles.Settings).Concat(SentenceFiles.SettingsNames).Select(name => transformer + name), .. ModuleFiles(folder, transformer)];
        return needed.Concat(files.Keys.Where(IsAboutRights)).Distinct().Where(files.ContainsKey).Select(path => files[path]);
    }

    /// <summary>The files in which an .onnx keeps its weights.</summary>
    /// <exception cref="BadInputException">The repository does not have one.</exception>
    public IEnumerable<HubFile> DataOf(HubFile model, IEnumerable<string> locations)
    {
        foreach (string location in locations)
        {
            string path = model.Path[..(model.Path.LastIndexOf('/') + 1)] + (location.StartsWith("./", StringComparison.Ordinal) ? location[2..] : location);
            yield return files.TryGetValue(path, out HubFile? file)
                ? file
                : throw new BadInputException($"{model.Path} keeps its weights in {location}, which the repository does not have beside it; take another .onnx with --file.") { Code = "model.weights", Key = model.Path };
        }
    }

    private IEnumerable<string> ModuleFiles(string folder, string transformer)
    {
        // A folder without the list may still say how to pool.
        if (ModuleList == null)
            return [Pooling];

        return ConfigNode.ReadFile(Path.Combine(folder, Modules), isList: true).Items().Select(module => module["path"]).SelectMany(path =>
        {
            _ = SentenceFiles.Inside(folder, path);
            string place = (path.StringOrNull() ?? "").Trim('/') + "/";
            return place == "/" || place == transformer ? [] : FilesOf(place);
        });
    }

    private IEnumerable<string> FilesOf(string place) =>
        files.Keys.Where(path => path.StartsWith(place, StringComparison.Ordinal) && path.IndexOf('/', place.Length) < 0 && path.EndsWith(".json", StringComparison.Ordinal))
            .Concat(Weights.Select(name => place + name).Where(files.ContainsKey).Take(1));

    private static bool IsAboutRights(string path) => !path.Contains('/', StringComparison.Ordinal) && Rights.Contains(Path.GetFileNameWithoutExtension(path).ToUpperInvariant());
}
