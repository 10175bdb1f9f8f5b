using MLNetBert.Tokenizers;

namespace MLNetBert.Encoder.ModelFolder;

/// <summary>Where the files of a model are.</summary>
internal sealed record ModelFolder(string Path, string ModelFile)
{
    private const string Embedded = "all-MiniLM-L6-v2";

    /// <summary>The file that the tokenizer comes from first; null where there is none.</summary>
    public string? TokenizerFile => FindTokenizer(Path);

    public static string TokenizerFileNames => string.Join(", ", PreTrainedTokenizer.FileNames);

    public static ModelFolder Find(string? path, string? modelFile)
    {
        path ??= FindEmbedded();
        if (File.Exists(path))
        {
            if (modelFile != null)
                throw new BadInputException($"{path} is a file, so no other model file ({modelFile}) can be named; give the folder.");
            return new ModelFolder(FolderOf(path), path);
        }

        if (!Directory.Exists(path))
            throw new BadInputException($"There is no model folder or .onnx file {(path.Length == 0 ? "without a name" : path)}; give a folder as on the Hugging Face hub.");
        return new ModelFolder(path, FindModel(path, modelFile));
    }

    public static string FindEmbedded()
    {
        string?[] places = [AppContext.BaseDirectory, System.IO.Path.GetDirectoryName(typeof(ModelFolder).Assembly.Location)];
        foreach (string place in places.Where(place => !string.IsNullOrEmpty(place)).Select(place => place!))
        {
            string folder = System.IO.Path.Combine(place, "models", Embedded);
            if (Directory.Exists(folder))
                return folder;
        }

        throw new BadInputException($"The embedded model is missing: there is no folder models/{Embedded} in {AppContext.BaseDirectory}; copy it there, or name a model folder.");
    }

    /// <summary>The folder whose JSON files and vocabulary belong to a file: its own, or for onnx/model.onnx the one above.</summary>
    public static string FolderOf(string file)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        string? above = System.IO.Path.GetDirectoryName(folder);
        bool own = File.Exists(System.IO.Path.Combine(folder, "config.json")) || FindTokenizer(folder) != null;
        return !own && above != null && System.IO.Path.GetFileName(folder) == "onnx" ? above : folder;
    }

    /// <summary>Every .onnx file of a folder and of its onnx/, in order.</summary>
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
            throw new BadInputException($"The model folder {folder} cannot be read ({e.Message.TrimEnd('.')}); check its permissions.", e);
        }
    }

    private static string FindModel(string folder, string? modelFile)
    {
        if (modelFile != null)
        {
            string named = System.IO.Path.Combine(folder, modelFile);
            return File.Exists(named) ? named : throw new BadInputException($"The model folder {folder} has no file {modelFile}{List(folder)}.");
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
            : $"The model folder {folder} has no model.onnx{List(folder)}; name one of them.");
    }

    private static string List(string folder)
    {
        string[] all = OnnxFiles(folder);
        return all.Length == 0 ? "" : $", only {string.Join(", ", all.Select(file => System.IO.Path.GetRelativePath(folder, file)))}";
    }

    private static string? FindTokenizer(string folder) =>
        PreTrainedTokenizer.FileNames.Select(name => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
