using System.IO.Compression;
using System.Numerics.Tensors;
using System.Text.Json;
using MLNetBert.Encoder.Models;
using MLNetBert.Encoder.Onnx;
using MLNetBert.Encoder.Quantization.Graphs;
using MLNetBert.Encoder.Quantization.Recipe;
using MLNetBert.Encoder.Session;

namespace MLNetBert.Tests.Quantization;

/// <summary>The embedded int8 model: near float32 on mails that it was not calibrated with, and the same bits in any company.</summary>
public sealed class EmbeddedInt8Tests
{
    private static readonly BertModelOptions Int8 = new() { Precision = ModelPrecision.Int8 };

    [Fact]
    public void Some_mail_subjects_are_near_float32() => Near(Subjects(40));

    [Fact]
    [Trait("Category", "Long")]
    public void Mail_subjects_are_near_float32() => Near(Subjects(1));

    [Fact]
    [Trait("Category", "Long")]
    public void Mail_bodies_are_near_float32()
    {
        using FileStream file = File.OpenRead(RepositoryFiles.Reference("texts", "mail-bodies.jsonl.gz"));
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        Near([.. Texts(unpacked).Where((_, i) => i % 6 == 0)]);
    }

    /// <summary>In many languages and of many kinds; no mails.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void Other_texts_are_near_float32()
    {
        using FileStream file = File.OpenRead(RepositoryFiles.Reference("tokenizers", "texts", "realistic.jsonl.br"));
        using BrotliStream unpacked = new(file, CompressionMode.Decompress);
        Near([.. Texts(unpacked).Except(CalibrationFile.Texts())]);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void The_nearest_texts_are_nearly_the_same()
    {
        const int Nearest = 10;
        string[] texts = Subjects(1);
        (float[][] exact, float[][] int8) = Vectors(texts);
        int[][] Near(float[][] vectors) => [.. Enumerable.Range(0, texts.Length).AsParallel().AsOrdered().Select(i => Enumerable.Range(0, texts.Length).Where(j => j != i)
            .OrderByDescending(j => TensorPrimitives.Dot<float>(vectors[i], vectors[j])).Take(Nearest).ToArray())];
        Assert.InRange(Near(exact).Zip(Near(int8), (left, right) => left.Intersect(right).Count()).Average(), 9.7, Nearest);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Texts_have_the_same_bits_in_any_company()
    {
        using var bert = BertModel.Open(null, Int8);
        VerificationResult<string> result = new BertVerifier(new BertFeaturizer(bert, new FeaturizerOptions { Threads = 2 })).Run(Subjects(10));
        Assert.True(result.Exact);
        Assert.All(result.Ways.Where(way => way.Way.Kind == VerificationWayKind.EqualLength), way => Assert.Equal(0, way.Differing));
    }

    [Fact]
    public void No_calibration_text_is_a_row_of_the_sample()
    {
        HashSet<string> calibration = [.. CalibrationFile.Texts()];
        Assert.Equal(2850, calibration.Count);
        Assert.DoesNotContain(Subjects(1), calibration.Contains);
    }

    [Fact]
    public void Its_source_is_the_embedded_float32_model()
    {
        using var bert = BertModel.Open(null, Int8);
        using FileStream source = File.OpenRead(BertModelFolder.Find().ModelFile);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(source)), bert.Quantization!.SourceHash);
        Assert.Empty(bert.Quantization.Notes);
        Assert.Null(bert.RunsOneAtATimeReason);
    }

    [Fact]
    public void Its_sentinels_fail_where_sums_are_cut_to_16_bits()
    {
        using var bert = BertModel.Open(null, Int8);
        Sentinels sentinels = bert.Quantization!.Sentinels;
        var graph = GraphModel.Read(OnnxGraph.Read(bert.ModelFile));
        using NativeSession session = SessionFactory.Open(bert.ModelFile, GraphFile.Write(SaturatingTwin.Of(graph, saturates: true)), typeof(EmbeddedInt8Tests));
        Assert.Equal(12, sentinels.Texts.Count);
        Assert.Equal("model.sums", Assert.Throws<BadInputException>(() => sentinels.Check(bert.ModelFile, ids => KernelProbe.Run(session, ids))).Code);
    }

    [Fact]
    public void Precision_chooses_among_a_folders_files()
    {
        string folder = ReferenceModels.Path("tiny-bert");
        using (var half = BertModel.Open(folder, new BertModelOptions { Precision = ModelPrecision.Float32 }))
            Assert.Equal("model.onnx", Path.GetFileName(half.ModelFile));
        Assert.Equal("model.ambiguous", Assert.Throws<BadInputException>(() => BertModel.Open(folder, Int8)).Code);
        Assert.Equal("option.conflict", Assert.Throws<BadInputException>(() => BertModel.Open(folder, Int8 with { File = "model.onnx" })).Code);
        Assert.Equal("model.no-file", Assert.Throws<BadInputException>(() => BertModel.Open(ReferenceModels.Path("tiny-roberta"), Int8)).Code);
        using var named = BertModel.Open(folder, Int8 with { File = "model_quantized.onnx" });
        Assert.NotNull(named.RunsOneAtATimeReason);
        Assert.Null(named.Quantization);
        Assert.Equal(ModelPrecision.Int8, named.Precision);
    }

    private static void Near(string[] texts)
    {
        (float[][] exact, float[][] int8) = Vectors(texts);
        double[] cosines = [.. exact.Zip(int8, (left, right) => Sentinel.Cosine(left, right))];
        int worst = Array.IndexOf(cosines, cosines.Min());
        Assert.True(cosines.Average() >= 0.9995 && cosines[worst] >= 0.998, $"{cosines.Average()} on average, {cosines[worst]} at worst: {texts[worst]}");
    }

    private static (float[][] Exact, float[][] Int8) Vectors(string[] texts)
    {
        using var exact = BertModel.Open();
        using var int8 = BertModel.Open(null, Int8);
        return (new BertFeaturizer(exact).Featurize(texts), new BertFeaturizer(int8).Featurize(texts));
    }

    private static IEnumerable<string> Texts(Stream lines)
    {
        using StreamReader reader = new(lines);
        while (reader.ReadLine() is { } line)
            yield return JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!;
    }

    private static string[] Subjects(int every) =>
        [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv")).Skip(1).Where((_, i) => i % every == 0)
            .Select(line => line.Split(',', 3)[2]).Select(text => text.StartsWith('"') ? text[1..^1].Replace("\"\"", "\"") : text)];
}
