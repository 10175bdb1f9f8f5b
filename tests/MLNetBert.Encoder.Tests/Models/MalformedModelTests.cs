using System.Text.Json;
using System.Text.RegularExpressions;
using MLNetBert.Encoder.Session;

namespace MLNetBert.Tests;

/// <summary>Every malformed file is noticed when it is opened; the odd but sound ones are understood.</summary>
public sealed class MalformedModelTests
{
    /// <summary>What the sentence must say of each, beside the file's name.</summary>
    private static readonly Dictionary<string, string> Faults = new()
    {
        ["truncated_half.onnx"] = "cut short",
        ["truncated_last_byte.onnx"] = "cut short",
        ["truncated_header.onnx"] = "cut short",
        ["truncated_after_graph.onnx"] = "cut short",
        ["zero_bytes.onnx"] = "empty (0 bytes)",
        ["zeros.onnx"] = "zero bytes",
        ["text.onnx"] = "text file",
        ["html_page.onnx"] = "HTML page",
        ["lfs_pointer.onnx"] = "Git LFS pointer",
        ["zip.onnx"] = "zip archive",
        ["unknown_op.onnx"] = "Frobnicate",
        ["unknown_domain.onnx"] = "Frobnicate",
        ["opset_99.onnx"] = "99",
        ["ir_99.onnx"] = "99",
        ["ids_float.onnx"] = "input_ids",
        ["output_blank_name.onnx"] = "cannot be opened",
        ["output_never_made.onnx"] = "nobody_makes_this",
        ["external_missing/model.onnx"] = "model.onnx_data",
        ["external_short/model.onnx"] = "model.onnx_data",
        ["output_numbered.onnx"] = "with the token vectors as last_hidden_state, or open it in C# with BertModelOptions.TokenVectorsName",
        ["outputs_two_strangers.onnx"] = "out_a (float [batch, sequence, 4]), out_b",
        ["no_outputs.onnx"] = "no output",
        ["unknown_input.onnx"] = "pixel_values (float [batch, 3, 2, 2])",
    };

    private static readonly string[] Sound = ["good.onnx", "pooled_only.onnx", "tokens_and_pooled.onnx", "ids_only.onnx", "ids_renamed.onnx"];

    public static TheoryData<string> Files()
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(ReferenceModels.Path("malformed", "expected.json")));
        return [.. expected.RootElement.GetProperty("files").EnumerateObject().Select(file => file.Name).Except(Sound)];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_refused_with_its_name_and_fault(string name)
    {
        string path = ReferenceModels.Path("malformed", name);
        BadInputException refused = Assert.Throws<BadInputException>(() => BertModel.Open(path));
        Assert.StartsWith(path, refused.Message);
        Assert.Contains(Faults[name], refused.Message[path.Length..]);
        Assert.DoesNotContain('\n', refused.Message);

        // The file once, no C++, and what to do.
        Assert.Single(Regex.Matches(refused.Message, $@"{Regex.Escape(path)}\b"));
        Assert.DoesNotMatch(@"onnxruntime_src|\.(cc|h):\d|::|const ", refused.Message);
        if (refused.Message.Contains("cannot be opened"))
            Assert.EndsWith("; download it again, or export it with an opset and operators that this ONNX Runtime has.", refused.Message);
    }

    [Theory]
    [InlineData("[ErrorCode:Fail] Load model from a b/m.onnx failed:/src/graph/model.cc:202 onnxruntime::Model::Model(onnx::ModelProto&&, const std::vector<int(int)>&) Unsupported version: 99.", "Unsupported version: 99")]
    [InlineData("Non-zero status code. Status Message: /src/a.h:91 bool ns::F::operator()(int) const n == 3 was false. Got {1,2}", "Non-zero status code. Status Message: Got {1,2}")]
    [InlineData("Protobuf parsing failed.", "Protobuf parsing failed")]
    [InlineData(
        "[ErrorCode:Fail] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2043 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library /app/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory\n",
        "Failed to load library /app/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory")]
    public void Of_the_runtimes_message_the_reason_is_left(string message, string reason) => Assert.Equal(reason, RuntimeMessage.Reason(message));

    [Fact]
    public void Cut_anywhere_it_is_refused()
    {
        byte[] whole = File.ReadAllBytes(ReferenceModels.Path("malformed", "good.onnx"));
        string path = Path.Combine(Directory.CreateTempSubdirectory("mlnetbert-").FullName, "model.onnx");
        for (int length = 0; length < whole.Length; length += length < 100 || length > whole.Length - 100 ? 1 : 13)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.StartsWith(path, Assert.Throws<BadInputException>(() => BertModel.Open(path)).Message);
        }
    }

    [Fact]
    public void Ids_by_another_name_are_found_and_said()
    {
        using var bert = BertModel.Open(ReferenceModels.Path("malformed", "ids_renamed.onnx"));
        Assert.Contains(bert.Description, fact => fact.Name == "input" && fact.Value.StartsWith("token ids: tokens") && fact.Source == "ids_renamed.onnx: its only input left");
        BertOutput output = bert.Run([1, 2, 3], default, default, 1, 3);
        Assert.Equal(3 * 4, output.TokenVectors.Length);
    }

    [Fact]
    public void Without_a_mask_only_equal_lengths_run()
    {
        using var bert = BertModel.Open(ReferenceModels.Path("malformed", "ids_only.onnx"));
        BertOutput output = bert.Run([1, 2, 3, 4], [1, 1, 1, 1], default, 2, 2);
        Assert.Equal(2 * 2 * 4, output.TokenVectors.Length);
        Assert.Throws<ArgumentException>("attentionMask", () => bert.Run([1, 2, 3, 4], [1, 1, 1, 0], default, 2, 2));
    }

    [Fact]
    public void Pooled_outputs_are_told_from_token_vectors_by_their_rank()
    {
        using var pooled = BertModel.Open(ReferenceModels.Path("malformed", "pooled_only.onnx"));
        Assert.Equal(BertModelOutputs.SentenceEmbedding, pooled.Outputs);
        Assert.Equal(PoolingMode.SentenceEmbedding, pooled.DefaultPooling);
        BertOutput output = pooled.Run([1, 2, 3], default, default, 1, 3, pooled.Outputs);
        Assert.Equal(4, output.SentenceEmbedding.Length);
        Assert.True(output.TokenVectors.IsEmpty);
        Assert.Throws<ArgumentException>("outputs", () => pooled.Run([1, 2, 3], default, default, 1, 3));

        using var both = BertModel.Open(ReferenceModels.Path("malformed", "tokens_and_pooled.onnx"));
        Assert.Equal(BertModelOutputs.SentenceEmbedding | BertModelOutputs.TokenVectors, both.Outputs);
    }

    [Fact]
    public void Options_name_inputs_and_outputs()
    {
        using var numbered = BertModel.Open(ReferenceModels.Path("malformed", "output_numbered.onnx"), new BertModelOptions { TokenVectorsName = "1607" });
        Assert.Equal(4, numbered.HiddenSize);
        using var chosen = BertModel.Open(ReferenceModels.Path("malformed", "outputs_two_strangers.onnx"), new BertModelOptions { TokenVectorsName = "out_b" });
        Assert.Contains(chosen.Description, fact => fact.Value.StartsWith("not used: out_a"));
        Assert.Contains(
            "sentence_embedding (float [batch, 4]) for token vectors has 2 dimensions; 3 are expected, [batch, sequence, hidden]",
            Assert.Throws<BadInputException>(() => BertModel.Open(ReferenceModels.Path("malformed", "pooled_only.onnx"), new BertModelOptions { TokenVectorsName = "sentence_embedding" })).Message);
        string good = ReferenceModels.Path("malformed", "good.onnx");
        Assert.Contains("no input words", Assert.Throws<BadInputException>(() => BertModel.Open(good, new BertModelOptions { InputIdsName = "words" })).Message);
        Assert.Contains("no output states", Assert.Throws<BadInputException>(() => BertModel.Open(good, new BertModelOptions { TokenVectorsName = "states" })).Message);
    }
}
