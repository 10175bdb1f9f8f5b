using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MLNetBert.Tests;

namespace MLNetBert.Benchmarks.Rivals;

/// <summary>transformers.js (npm) on onnxruntime-node, with the embedded model's own files; installed under artifacts at first use.</summary>
internal sealed class TransformersJs : IRival, IDisposable
{
    private const string Model = "all-MiniLM-L6-v2";

    private readonly string _work = Directory.CreateTempSubdirectory("mlnetbert-rivals-").FullName;
    private readonly string _packages = Install();

    public TransformersJs()
    {
        // It wants the ONNX file in a folder of its own.
        string model = Path.Combine(_work, "models", Model), source = Path.Combine(RepositoryFiles.Root, "models", Model);
        Directory.CreateDirectory(Path.Combine(model, "onnx"));
        foreach (string file in Directory.GetFiles(source, "*.json"))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));

        File.CreateSymbolicLink(Path.Combine(model, "onnx", "model.onnx"), Path.Combine(source, "model.onnx"));
    }

    public string Name => "transformers.js, batches of 32";

    public (float[][] Vectors, double Seconds) Run(string[] texts)
    {
        string input = Path.Combine(_work, "texts.json"), output = Path.Combine(_work, "vectors.bin");
        File.WriteAllText(input, JsonSerializer.Serialize(texts));
        string seconds = Output("node", _packages, ["embed.mjs", Path.Combine(_work, "models"), Model, input, output, "32"]);
        float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray();
        return ([.. values.Chunk(values.Length / texts.Length)], double.Parse(seconds, CultureInfo.InvariantCulture));
    }

    public void Dispose() => Directory.Delete(_work, recursive: true);

    private static string Install()
    {
        string source = Path.Combine(RepositoryFiles.Root, "bench", "node"), folder = Path.Combine(RepositoryFiles.Root, "artifacts", "rivals");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);

        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            Output("npm", folder, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);

        return folder;
    }

    private static string Output(string program, string folder, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}.");
    }
}
