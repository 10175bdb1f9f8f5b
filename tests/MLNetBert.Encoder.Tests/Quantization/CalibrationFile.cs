using System.IO.Compression;

namespace MLNetBert.Tests.Quantization;

/// <summary>The texts that the embedded int8 model was calibrated with.</summary>
internal static class CalibrationFile
{
    public static string[] Texts()
    {
        using FileStream file = File.OpenRead(Path.Combine(RepositoryFiles.Root, "eng", "int8", "calibration.txt.gz"));
        using StreamReader reader = new(new GZipStream(file, CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
