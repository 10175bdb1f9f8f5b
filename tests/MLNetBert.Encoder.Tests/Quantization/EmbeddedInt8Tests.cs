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
    public void Some_mail_subjects_are_near_float32() => Near(Subjects(40), 0.9994);

    [Fact]
    [Trait("Category", "Long")]
    public void Mail_subjects_are_near_float32() => Near(Subjects(1), 0.9995);

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
        using StreamReader reader = new(new System.IO.Compression.GZipStream(File.OpenRead(Path.Combine(RepositoryFiles.Root, "eng", "int8", "calibration.txt.gz")), System.IO.Compression.CompressionMode.Decompress));
        HashSet<string> calibration = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.InRange(calibration.Count, 1000, 1200);
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
        float[] Run(int[] ids)
        {
            using RunBuffers buffers = new(1, ids.Length);
            buffers.Add(ids, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64, ones: false);
            buffers.Add(default, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64, ones: true);
            buffers.Add(default, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64, ones: false);
            using NativeResults results = session.Run(["input_ids", "attention_mask", "token_type_ids"], buffers.Values, ["last_hidden_state"]);
            return results[0].GetTensorDataAsSpan<float>().ToArray();
        }

        Assert.Equal(12, sentinels.Texts.Count);
        Assert.Equal("model.sums", Assert.Throws<BadInputException>(() => sentinels.Check(bert.ModelFile, Run)).Code);
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

    private static void Near(string[] texts, double mean)
    {
        using var exact = BertModel.Open();
        using var int8 = BertModel.Open(null, Int8);
        float[][] expected = new BertFeaturizer(exact).Featurize(texts), vectors = new BertFeaturizer(int8).Featurize(texts);
        double[] cosines = [.. vectors.Zip(expected, (left, right) => Sentinel.Cosine(left, right))];
        Assert.InRange(cosines.Average(), mean, 1.0001);
        Assert.InRange(cosines.Min(), 0.997, 1.0001);
        Assert.InRange(cosines.Count(cosine => cosine < 0.998), 0, texts.Length / 500);
    }

    private static string[] Subjects(int every) =>
        [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv")).Skip(1).Where((_, i) => i % every == 0)
            .Select(line => line.Split(',', 3)[2]).Select(text => text.StartsWith('"') ? text[1..^1].Replace("\"\"", "\"") : text)];
}
