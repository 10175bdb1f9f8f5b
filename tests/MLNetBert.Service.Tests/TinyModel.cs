namespace MLNetBert.Tests.Service;

/// <summary>A folder with a tiny BERT (32 dimensions), its tokenizer, and a prompt.</summary>
internal static class TinyModel
{
    private static readonly Lazy<string> Made = new(Make);

    public static string Folder => Made.Value;

    private static string Make()
    {
        string folder = Path.Combine(Directory.CreateTempSubdirectory("mlnetbert-service-").FullName, "tiny");
        Directory.CreateDirectory(folder);
        foreach (string file in (string[])["model.onnx", "config.json"])
            File.Copy(ReferenceModels.Path("tiny-bert", file), Path.Combine(folder, file));
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(folder, "config_sentence_transformers.json"), """{"prompts": {"query": "hello "}}""");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        return folder;
    }
}
