using MLNetBert.Encoder.Quantization;
using MLNetBert.Encoder.Quantization.Graphs;

namespace MLNetBert.Tests.Quantization;

/// <summary>A tiny model's file quantized with its own golden sequences, in a folder that opens.</summary>
internal sealed class TinyInt8 : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("int8-").FullName;

    public TinyInt8(string model, string file, bool reduceRange = false, Action<QuantizableModel>? change = null)
    {
        Model = QuantizableModel.Read(ReferenceModels.Path(model, file), 32);
        change?.Invoke(Model);
        int[][] texts = [.. GoldenSequence.Of(model).SelectMany(sequence => (int[][])[sequence.Ids, sequence.Ids])]; // Twice, so that there are batches.
        (byte[] bytes, Quantization) = new QuantizerRun(Model, texts, reduceRange, null, default).Run();
        File = Path.Combine(_folder, "model.onnx");
        System.IO.File.WriteAllBytes(File, bytes);
        System.IO.File.Copy(ReferenceModels.Path(model, "config.json"), Path.Combine(_folder, "config.json"));
    }

    /// <summary>The graph, as it was written.</summary>
    public QuantizableModel Model { get; }

    public BertQuantization Quantization { get; }

    public string File { get; }

    public static GraphModel Reread(string file) => GraphModel.Read(Encoder.Onnx.OnnxGraph.Read(file));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
