using System.Text;
using MLNetBert.Encoder.Models;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>What an int8 file says about itself, in its metadata.</summary>
internal sealed class QuantizationTarget : FuzzTarget
{
    private const string FileName = "model.onnx";

    public override string Name => "quantization";

    public override IReadOnlyList<string> Words => ["\"sentinels\":[", "{\"ids\":[1],\"vector\":\"AACAPw==\"}", "\"vector\":\"\"", "\"ids\":[]", "-1", "1e999", "null", "\"recipe\":1", "\\ud83d"];

    public override IEnumerable<byte[]> Seeds()
    {
        yield return Encoding.UTF8.GetBytes(Example([new([101, 7, 102], [1, 0.5f, -1, 0]), new([101, 102], [0, 1, 0, 1])]).Write());
        yield return Encoding.UTF8.GetBytes((Example([]) with { Notes = ["a note", "another"], ReduceRange = true }).Write());
    }

    public override string Run(byte[] file, string folder)
    {
        BertQuantization read = BertQuantization.Read(FileName, Encoding.UTF8.GetString(file))!;
        read.Sentinels.Check(FileName, ids => [.. ids.SelectMany(id => new float[] { id, 1, 0.5f, -1 })]);
        return $"{read.Write().Length / 100} {BertQuantization.Read(FileName, read.Write())!.Notes.Count}";
    }

    private static BertQuantization Example(Sentinel[] texts) => new()
    {
        SourceHash = "00",
        ReduceRange = false,
        CalibrationHash = "11",
        CalibrationTexts = 3,
        CalibrationTokens = 7,
        MeanCosine = 0.9995,
        LowestCosine = 0.998,
        Sentinels = new(texts, -1),
    };
}
