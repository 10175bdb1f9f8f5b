using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace MLNetBert.Tests;

/// <summary>The tiny models of tests/reference/models, unpacked once into the temporary folder.</summary>
internal static class ReferenceModels
{
    private static readonly Lazy<string> Unpacked = new(Unpack);

    /// <summary>The models whose model.onnx and model_dynamo.onnx are fp32.</summary>
    public static readonly string[] Encoders =
        ["tiny-bert", "tiny-roberta", "tiny-xlm-roberta", "tiny-albert", "tiny-distilbert", "tiny-electra", "tiny-mpnet"];

    /// <summary>A file or folder of the archive. Read only: copy what a test changes.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Unpacked.Value, .. parts]);

    /// <summary>A file or folder of what PyTorch makes of the embedded model.</summary>
    public static string MiniLM(params string[] parts) => RepositoryFiles.Reference(["models", "all-MiniLM-L6-v2", .. parts]);

    private static string Unpack()
    {
        string archive = RepositoryFiles.Reference("models", "tiny-models.tar.br");
        string key = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(archive)))[..16];
        string folder = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mlnetbert-reference-{key}");
        if (Directory.Exists(folder))
            return folder;

        // Test processes run side by side: each unpacks for itself, and the first to be done gives the folder its name.
        string own = Directory.CreateTempSubdirectory("mlnetbert-unpacking-").FullName;
        using (FileStream file = File.OpenRead(archive))
        using (BrotliStream brotli = new(file, CompressionMode.Decompress))
        {
            TarFile.ExtractToDirectory(brotli, own, overwriteFiles: false);
        }

        try
        {
            Directory.Move(own, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(own, recursive: true);
        }

        return folder;
    }
}
