namespace MLNetBert;

/// <summary>Where the files of a model are, as on the Hugging Face hub. Immutable and thread-safe.</summary>
public sealed class BertModelFolder
{
    private const string Embedded = "all-MiniLM-L6-v2";

    /// <summary>The files beside the graph that can change a vector: any that exist are read.</summary>
    private static readonly string[] OtherFiles =
        ["config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "merges.txt", "modules.json", "sentence_bert_config.json"];

    private BertModelFolder(string path, string modelFile) => (Path, ModelFile) = (path, modelFile);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The ONNX file.</summary>
    public string ModelFile { get; }

    /// <summary>The main file that the tokenizer comes from; null if there is none.</summary>
    public string? TokenizerFile => FindTokenizer(Path);

    internal static string TokenizerFileNames => string.Join(", ", PreTrainedTokenizer.FileNames);

    /// <summary>The existing files beside the graph that can change a vector, without those of modules.</summary>
    internal IEnumerable<string> FilesThatCount => PreTrainedTokenizer.FileNames.Concat(OtherFiles).Select(name => System.IO.Path.Combine(Path, name)).Where(File.Exists);

    /// <summary>Finds the model of a folder, or takes a single .onnx file, whose other files are beside it or one folder above.</summary>
    /// <param name="path">The folder or file; null: the embedded all-MiniLM-L6-v2.</param>
    /// <param name="modelFile">The ONNX file, relative to the folder; null: <c>model.onnx</c>, else <c>onnx/model.onnx</c>, else the only .onnx there is.</param>
    /// <exception cref="BadInputException">There is no such folder or file, or it is unclear which model is meant.</exception>
    public static BertModelFolder Find(string? path = null, string? modelFile = null)
    {
        path ??= FindEmbedded();
        if (File.Exists(path))
        {
            if (modelFile != null)
                throw new BadInputException($"{path} is a file, so no other model file ({modelFile}) can be named; give the folder.") { Code = "file.format", File = path };
            return new BertModelFolder(FolderOf(path), path);
        }

        if (!Directory.Exists(path))
            throw new BadInputException($"There is no model folder or .onnx file {(path.Length == 0 ? "without a name" : path)}; give a folder as on the Hugging Face hub.") { Code = "file.missing", File = path };
        return new BertModelFolder(path, FindModel(path, modelFile));
    }

    /// <summary>The folder of the embedded all-MiniLM-L6-v2: <c>models/all-MiniLM-L6-v2</c> beside the application or this assembly.</summary>
    /// <exception cref="BadInputException">It is missing.</exception>
    public static string FindEmbedded()
    {
        string?[] places = [AppContext.BaseDirectory, System.IO.Path.GetDirectoryName(typeof(BertModelFolder).Assembly.Location)];
        foreach (string place in places.Where(place => !string.IsNullOrEmpty(place)).Select(place => place!))
        {
            string folder = System.IO.Path.Combine(place, "models", Embedded);
            if (Directory.Exists(folder))
                return folder;
        }

        throw new BadInputException($"The embedded model is missing: there is no folder models/{Embedded} in {AppContext.BaseDirectory}; copy it there, or name a model folder.") { Code = "file.missing", File = AppContext.BaseDirectory };
    }

    /// <summary>The folder whose JSON files and vocabulary belong to a model file: its own, or for onnx/model.onnx the one above.</summary>
    public static string FolderOf(string file)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        string? above = System.IO.Path.GetDirectoryName(folder);
        bool own = File.Exists(System.IO.Path.Combine(folder, "config.json")) || FindTokenizer(folder) != null;
        return !own && above != null && System.IO.Path.GetFileName(folder) == "onnx" ? above : folder;
    }

    /// <summary>Every .onnx file of a folder and of its onnx/, in order.</summary>
    /// <exception cref="BadInputException">The folder cannot be read.</exception>
    public static string[] OnnxFiles(string folder)
    {
        try
        {
            string inner = System.IO.Path.Combine(folder, "onnx");
            IEnumerable<string> files = Directory.EnumerateFiles(folder, "*.onnx");
            if (Directory.Exists(inner))
                files = files.Concat(Directory.EnumerateFiles(inner, "*.onnx"));
            return [.. files.Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The model folder {folder} cannot be read ({e.Message.TrimEnd('.')}); check its permissions.", e) { Code = "file.unreadable", File = folder };
        }
    }

    private static string FindModel(string folder, string? modelFile)
    {
        if (modelFile != null)
        {
            string named = System.IO.Path.Combine(folder, modelFile);
            return File.Exists(named) ? named : throw new BadInputException($"The model folder {folder} has no file {modelFile}{List(folder)}.") { Code = "model.no-file", File = folder };
        }

        foreach (string usual in (string[])["model.onnx", System.IO.Path.Combine("onnx", "model.onnx")])
        {
            string file = System.IO.Path.Combine(folder, usual);
            if (File.Exists(file))
                return file;
        }

        string[] all = OnnxFiles(folder);
        if (all.Length == 1)
            return all[0];
        throw new BadInputException(all.Length == 0
            ? $"The model folder {folder} has no model: model.onnx or onnx/model.onnx is expected."
            : $"The model folder {folder} has no model.onnx{List(folder)}; name one of them.")
        { Code = all.Length == 0 ? "model.no-file" : "model.ambiguous", File = folder };
    }

    private static string List(string folder)
    {
        string[] all = OnnxFiles(folder);
        return all.Length == 0 ? "" : $", only {string.Join(", ", all.Select(file => System.IO.Path.GetRelativePath(folder, file)))}";
    }

    private static string? FindTokenizer(string folder) =>
        PreTrainedTokenizer.FileNames.Select(name => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
