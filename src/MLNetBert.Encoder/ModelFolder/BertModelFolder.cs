namespace MLNetBert;

/// <summary>Where the files of a model are, as on the Hugging Face hub. Immutable and thread-safe.</summary>
public sealed class BertModelFolder
{
    internal const string EmbeddedName = "all-MiniLM-L6-v2";
    internal const string EmbeddedInt8Name = "all-MiniLM-L6-v2-int8";

    private readonly string _transformer;

    private BertModelFolder(string path, string modelFile, string? note = null)
    {
        (Path, ModelFile, Note) = (path, modelFile, note);
        _transformer = SentenceFiles.TransformerFolder(path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The ONNX file.</summary>
    public string ModelFile { get; }

    /// <summary>The main file that the tokenizer comes from; null if there is none.</summary>
    public string? TokenizerFile => FindTokenizer(_transformer);

    /// <summary>What was understood otherwise than it was asked for; null if nothing.</summary>
    internal string? Note { get; }

    internal static string TokenizerFileNames => string.Join(", ", PreTrainedTokenizer.FileNames);

    /// <summary>The existing files beside the graph that can change a vector, without those of modules.</summary>
    internal IEnumerable<string> FilesThatCount => PreTrainedTokenizer.FileNames.Concat(TransformerFiles.Settings).Select(name => System.IO.Path.Combine(_transformer, name))
        .Append(System.IO.Path.Combine(Path, "modules.json")).Append(System.IO.Path.Combine(Path, SentencePrompts.FileName)).Concat(SentenceFiles.SettingsFiles(_transformer)).Where(File.Exists);

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
        string folder = FolderOf(path), file = FindModel(path, modelFile);
        return new BertModelFolder(folder, file, folder == path ? null : $"{path} has only the graph; the tokenizer and the settings are those of {folder}.");
    }

    /// <summary>The folder of a model that a package brought: <c>models/NAME</c> beside the application or this assembly.</summary>
    /// <param name="name">The model's name; by default that of the package MLNetBert.Model.MiniLM.</param>
    /// <exception cref="BadInputException">It is missing.</exception>
    public static string FindEmbedded(string name = EmbeddedName)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ProgramFolders.All.Select(place => System.IO.Path.Combine(place, "models", name)).FirstOrDefault(Directory.Exists)
            ?? throw new BadInputException($"The embedded model is missing: there is no folder models/{name} in {AppContext.BaseDirectory}; add the package that brings it{name switch { EmbeddedName => " (MLNetBert.Model.MiniLM)", EmbeddedInt8Name => " (MLNetBert.Model.MiniLM.Int8)", _ => "" }}, copy it there, or name a model folder.") { Code = "file.missing", File = AppContext.BaseDirectory };
    }

    /// <summary>The folder whose JSON files and vocabulary belong to a model file: its own, or for onnx/model.onnx, or the folder onnx, the one above.</summary>
    public static string FolderOf(string file)
    {
        if (Directory.Exists(file))
            return HasOwnFiles(file) ? file : OwnerOfOnnx(file) ?? file;
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        if (!HasOwnFiles(folder) && System.IO.Path.GetFileName(folder) == "onnx")
            folder = System.IO.Path.GetDirectoryName(folder) ?? folder;

        // A Transformer module's folder (0_Transformer, 0_BERT) belongs to the folder that lists the modules.
        string? above = System.IO.Path.GetFileName(folder).StartsWith("0_", StringComparison.Ordinal) ? System.IO.Path.GetDirectoryName(folder) : null;
        return above != null && System.IO.Path.GetFullPath(SentenceFiles.TransformerFolder(above)) == folder ? above : folder;
    }

    /// <summary>Every .onnx file of a folder and of its onnx/, in order.</summary>
    /// <exception cref="BadInputException">The folder cannot be read.</exception>
    public static string[] OnnxFiles(string folder)
    {
        try
        {
            string transformer = SentenceFiles.TransformerFolder(folder);
            return [.. ((string[])[folder, System.IO.Path.Combine(folder, "onnx"), transformer, System.IO.Path.Combine(transformer, "onnx")]).Distinct()
                .Where(place => place == folder || Directory.Exists(place))
                .SelectMany(place => Directory.EnumerateFiles(place, "*.onnx"))
                .Order(StringComparer.Ordinal)];
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

        foreach (string place in ((string[])[folder, SentenceFiles.TransformerFolder(folder)]).Distinct())
        {
            foreach (string usual in (string[])["model.onnx", System.IO.Path.Combine("onnx", "model.onnx")])
            {
                string file = System.IO.Path.Combine(place, usual);
                if (File.Exists(file))
                    return file;
            }
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

    private static bool HasOwnFiles(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "config.json")) || File.Exists(System.IO.Path.Combine(folder, "modules.json")) || FindTokenizer(folder) != null;

    /// <summary>The folder above a folder onnx that holds only graphs; null for any other folder.</summary>
    private static string? OwnerOfOnnx(string folder)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        return System.IO.Path.GetFileName(full) == "onnx" && System.IO.Path.GetDirectoryName(full) is { } above && HasOwnFiles(above) ? above : null;
    }

    private static string? FindTokenizer(string folder) =>
        PreTrainedTokenizer.FileNames.Select(name => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
