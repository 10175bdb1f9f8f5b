using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>A model folder of 32 dimensions, which makes thousands of texts a second.</summary>
internal static class TinyModel
{
    private static readonly Lazy<string> Made = new(Make);

    /// <summary>The folder; read only.</summary>
    public static string Folder => Made.Value;

    private static string Make()
    {
        string folder = Directory.CreateTempSubdirectory("mlnetbert-tiny-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        foreach (string file in Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")).Append(ReferenceModels.Path("tiny-bert", "model.onnx")).Append(ReferenceModels.Path("tiny-bert", "config.json")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));

        return folder;
    }
}
