using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks.Int8;

/// <summary>
/// What making an int8 file takes: time and memory of mlnetbert quantize on the embedded model with its calibration texts, or on a model of BERT-base's size, and whether it gives the same bytes again. Linux only.
///     quantize [--base] [--times 1]
/// </summary>
internal static class QuantizeProgram
{
    public static int Run(string[] args)
    {
        string folder = Directory.CreateTempSubdirectory("mlnetbert-quantize-").FullName, calibration = Path.Combine(RepositoryFiles.Root, "eng", "int8", "calibration.txt.gz");
        try
        {
            var source = BertModelFolder.Find();
            string model = source.Path;
            if (args.Contains("--base"))
                RandomBase.Write(source, model = Path.Combine(folder, "base"));
            HashSet<string> hashes = [];
            for (int time = 0; time < Options.Int(args, "--times", 1); time++)
            {
                string made = Path.Combine(folder, $"int8-{time}");
                var watch = Stopwatch.StartNew();
                double peak = BuiltCommand.Peak(["quantize", model, "--calibrate", calibration, "--out", made]);
                hashes.Add(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(made, "model.onnx")))));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:F0} s on {Environment.ProcessorCount} cores, {peak / 1024:F0} MB resident at most, SHA-256 {hashes.Last()}"));
            }

            return hashes.Count == 1 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
