using MLNetBert.Encoder.Models;
using MLNetBert.Encoder.Quantization;
using MLNetBert.Encoder.Quantization.Graphs;
using MLNetBert.Encoder.Quantization.Recipe;

namespace MLNetBert.Tests.Quantization;

/// <summary>The model families, as both exporters write them: what is recognised, and that the quantized files give PyTorch's vectors but for rounding.</summary>
public sealed class FamilyTests
{
    public static TheoryData<string, string> Files()
    {
        TheoryData<string, string> files = [];
        foreach (string model in ReferenceModels.Encoders)
        {
            files.Add(model, "model.onnx");
            files.Add(model, "model_dynamo.onnx");
        }

        foreach (string file in (string[])["model_hidden_states.onnx", "model_int32.onnx", "model_fp16.onnx", "model_fused.onnx"])
            files.Add("tiny-bert", file);
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Made_ready_the_graph_gives_what_it_gave(string model, string file)
    {
        var ready = QuantizableModel.Read(ReferenceModels.Path(model, file), 32);
        string folder = Directory.CreateTempSubdirectory("ready-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), GraphFile.Write(ready.Graph));
        File.Copy(ReferenceModels.Path(model, "config.json"), Path.Combine(folder, "config.json"));
        using (var bert = BertModel.Open(folder))
        {
            Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.Path(model, "golden", "alone.npz"));
            foreach (GoldenSequence sequence in GoldenSequence.Of(model))
            {
                float[] expected = golden[$"{sequence.Name}.last_hidden_state"].Floats;
                ReadOnlySpan<float> tokens = bert.Run(sequence.Ids, default, sequence.Types, 1, sequence.Ids.Length).TokenVectors;
                for (int i = 0; i < expected.Length; i++)
                    Assert.Equal(expected[i], tokens[i], file.Contains("fp16") ? 1e-2f : 1e-4f);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_parts_are_recognised(string model, string file)
    {
        var ready = QuantizableModel.Read(ReferenceModels.Path(model, file), 32);
        string kinds = string.Join(' ', ready.Groups.CountBy(group => group.Kind).OrderBy(kind => kind.Key).Select(kind => $"{kind.Value} {kind.Key}"));
        string expected = model switch
        {
            // The embeddings are projected; and the first layer has no norm in front.
            "tiny-electra" => "1 Plain 6 Norm 3 Context 3 Gelu",
            // One set of weights, apart from the first place of some.
            "tiny-albert" => "1 Plain 3 Norm 2 Context 1 Gelu",
            _ when file == "model_fused.onnx" => "6 Plain 3 Gelu",
            _ => "6 Norm 3 Context 3 Gelu",
        };
        Assert.Equal(expected, kinds);
        Assert.Equal(file != "model_fused.onnx", ready.Words != null);
        Assert.All(ready.Groups.Where(group => group.Kind == InputKind.Gelu), group => Assert.True(group.MayHaveOutliers));
        if (model != "tiny-bert" || file == "model.onnx")
            Assert.All(ready.Groups.Where(group => group.Kind == InputKind.Context).SelectMany(group => group.Places), place => Assert.NotNull(place.Attention!.Key));
        Assert.Equal(model is "tiny-electra" or "tiny-albert" ? 1 : file == "model_fused.onnx" ? 7 : 0, ready.Notes.Count());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Quantized_it_gives_the_vectors_but_for_rounding_and_alone_as_in_a_batch(string model, string file)
    {
        using TinyInt8 tiny = new(model, file);
        using var bert = BertModel.Open(tiny.File);
        Assert.Null(bert.RunsOneAtATimeReason);
        Assert.Equal(ModelPrecision.Int8, PrecisionChoice.Of(Encoder.Onnx.OnnxGraph.Read(tiny.File)));
        Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.Path(model, "golden", "alone.npz"));
        foreach (GoldenSequence sequence in GoldenSequence.Of(model).Where(sequence => !sequence.Pair))
        {
            float[] expected = Sentinel.Mean(golden[$"{sequence.Name}.last_hidden_state"].Floats, 32);
            float[] alone = bert.Run(sequence.Ids, default, default, 1, sequence.Ids.Length).TokenVectors.ToArray();
            Assert.InRange(Sentinel.Cosine(Sentinel.Mean(alone, 32), expected), 0.99, 1.0001);
            int[] pair = [.. sequence.Ids.Reverse(), .. sequence.Ids];
            Assert.Equal(alone, bert.Run(pair, default, default, 2, sequence.Ids.Length).TokenVectors[alone.Length..].ToArray());
        }

        Assert.InRange(tiny.Quantization.MeanCosine, 0.995, 1);
    }

    [Theory]
    [InlineData("tiny-bert")]
    [InlineData("tiny-albert")]
    [InlineData("tiny-mpnet")]
    public void The_file_gives_what_the_recipe_computed(string model)
    {
        using TinyInt8 tiny = new(model, "model.onnx");
        using var bert = BertModel.Open(tiny.File);
        double lowest = 1;
        Dictionary<string, NpyArray> golden = Npz.Read(ReferenceModels.Path(model, "golden", "alone.npz"));
        foreach (GoldenSequence sequence in GoldenSequence.Of(model))
        {
            string name = sequence.Pair && golden.ContainsKey($"{sequence.Name}.types_forgotten.last_hidden_state") ? $"{sequence.Name}.types_forgotten" : sequence.Name;
            lowest = Math.Min(lowest, Sentinel.Cosine(Sentinel.Mean(golden[$"{name}.last_hidden_state"].Floats, 32), Sentinel.Mean(bert.Run(sequence.Ids, default, default, 1, sequence.Ids.Length).TokenVectors, 32)));
        }

        // Folding the smoothing into norms and biases moves last bits, and so now and then a code.
        Assert.Equal(tiny.Quantization.LowestCosine, lowest, 2e-4);
    }
}
