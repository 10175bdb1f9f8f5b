using Microsoft.ML.OnnxRuntime;

namespace MLNetBert.Tests;

/// <summary>Other processors, as far as one comes without any: their names and options, and what is said when the runtime does not have them.</summary>
public sealed class ExecutionProviderTests
{
    private static readonly string Folder = ReferenceModels.Path("tiny-bert");

    public static TheoryData<string, string> Others => new()
    {
        { "cuda", "Microsoft.ML.OnnxRuntime.Gpu" },
        { "tensorrt", "Microsoft.ML.OnnxRuntime.Gpu" },
        { "dml", "Microsoft.ML.OnnxRuntime.DirectML" },
        { "coreml", "macOS" },
        { "openvino", "Intel.ML.OnnxRuntime.OpenVino" },
        { "migraphx", "--use_migraphx" },
    };

    [Fact]
    public void Names_are_those_of_the_runtime()
    {
        Assert.Equal(["cpu", "cuda", "tensorrt", "dml", "coreml", "openvino", "migraphx"], ExecutionProvider.Names);
        Assert.Equal(ExecutionProvider.Cpu, new ExecutionProvider("CPUExecutionProvider"));
        Assert.Equal(["cuda", "tensorrt", "dml", "coreml", "openvino", "migraphx"], ((string[])["CUDAExecutionProvider", "TensorrtExecutionProvider", "DmlExecutionProvider", "CoreMLExecutionProvider", "OpenVINOExecutionProvider", "MIGraphXExecutionProvider"]).Select(name => new ExecutionProvider(name).Name));
        Assert.Contains("CPUExecutionProvider", OrtEnv.Instance().GetAvailableProviders());
    }

    [Fact]
    public void They_are_equal_by_name_and_options()
    {
        ExecutionProvider one = new("cuda", new Dictionary<string, string> { ["use_tf32"] = "1", ["device_id"] = "1" }), same = new("cuda", new Dictionary<string, string> { ["device_id"] = "1", ["use_tf32"] = "1" });
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.Equal("cuda (device_id=1, use_tf32=1)", one.ToString());
        Assert.NotEqual(one, "cuda");
        Assert.Equal(new BertModelOptions { ExecutionProvider = one }, new BertModelOptions { ExecutionProvider = same });
        Assert.Equal(("cuda", "1"), (ExecutionProvider.Gpu(1).Name, ExecutionProvider.Gpu(1).Options["device_id"]));
        // Which card of a machine it is need not part what was computed.
        Assert.Equal("cuda (use_tf32=1)", one.Fingerprint);
        Assert.Equal(ExecutionProvider.Gpu(0).Fingerprint, ExecutionProvider.Gpu(1).Fingerprint);
    }

    [Fact]
    public void Wrong_names_and_options_are_refused()
    {
        BadInputException unknown = Assert.Throws<BadInputException>(() => new ExecutionProvider("gpu"));
        Assert.Equal("option.value", unknown.Code);
        Assert.Contains("cuda, tensorrt", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => new ExecutionProvider("cuda", [KeyValuePair.Create("device_id", "")]));
        Assert.Throws<BadInputException>(() => new ExecutionProvider("cuda", [KeyValuePair.Create("", "0")]));
        Assert.Equal("option.conflict", Assert.Throws<BadInputException>(() => new ExecutionProvider("cpu", [KeyValuePair.Create("device_id", "0")])).Code);
        Assert.Throws<ArgumentNullException>(() => new ExecutionProvider(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExecutionProvider.Gpu(-1));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void A_runtime_without_it_says_where_it_is_to_be_had(string name, string source)
    {
        if (new ExecutionProvider(name).Kind.IsInRuntime)
            return;
        BadInputException missing = Assert.Throws<BadInputException>(() => BertModel.Open(Folder, new BertModelOptions { ExecutionProvider = name }));
        Assert.Equal(("provider.missing", name), (missing.Code, missing.Key));
        Assert.Contains(source, missing.Message, StringComparison.Ordinal);
        Assert.Contains(OrtEnv.Instance().GetVersionString(), missing.Message, StringComparison.Ordinal);
        Assert.Contains("only cpu", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', missing.Message);
    }

    /// <summary>Those that have no call of their own are named to the runtime as it knows them: it then says that it lacks them, not that the name is unknown.</summary>
    [Theory]
    [InlineData("DML")]
    [InlineData("CoreML")]
    [InlineData("OpenVINO")]
    [InlineData("MIGraphX")]
    public void The_runtime_knows_the_name(string name)
    {
        using SessionOptions options = new();
        if (OrtEnv.Instance().GetAvailableProviders().Any(there => there.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            return;
        OnnxRuntimeException refused = Assert.Throws<OnnxRuntimeException>(() => options.AppendExecutionProvider(name, []));
        Assert.DoesNotContain("Unknown", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void The_CPU_stands_in_if_it_may(string name, string source)
    {
        if (new ExecutionProvider(name).Kind.IsInRuntime)
            return;
        using BertModel usual = BertModel.Open(Folder), fallen = BertModel.Open(Folder, new BertModelOptions { ExecutionProvider = name, FallbackToCpu = true });
        Assert.Equal((ExecutionProvider.Cpu, null), (usual.ExecutionProvider, usual.FallbackReason));
        Assert.Equal(ExecutionProvider.Cpu, fallen.ExecutionProvider);
        Assert.Contains(source, fallen.FallbackReason, StringComparison.Ordinal);
        Assert.Contains(fallen.Warnings, warning => warning.StartsWith("The model runs on the CPU. ", StringComparison.Ordinal) && warning.Contains(source, StringComparison.Ordinal));
        // It is the CPU in all respects.
        Assert.Equal(usual.Fingerprint, fallen.Fingerprint);
        Assert.Null(fallen.BitsMoveReason);
        int[] ids = [2, 7, 8, 9, 3];
        Assert.Equal(usual.Run(ids, default, default, 1, 5).TokenVectors.ToArray(), fallen.Run(ids, default, default, 1, 5).TokenVectors.ToArray());
        // Views are opened in the same way.
        Assert.Equal(fallen.FallbackReason, fallen.WithHiddenLayer(-2).FallbackReason);
    }

    [Fact]
    public void A_broken_model_is_no_reason_to_fall_back()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("mlnetbert-").FullName, "model.onnx");
        File.WriteAllBytes(file, File.ReadAllBytes(ReferenceModels.Path("tiny-bert", "model.onnx"))[..2000]);
        BadInputException broken = Assert.Throws<BadInputException>(() => BertModel.Open(file, new BertModelOptions { ExecutionProvider = "cuda", FallbackToCpu = true }));
        Assert.False(broken.Code.StartsWith("provider", StringComparison.Ordinal), broken.Code);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void Inspect_shows_the_provider()
    {
        using var model = BertModel.Open(Folder);
        Assert.Contains(model.Description, fact => fact is { Name: "provider", Value: "cpu" });
        Assert.DoesNotContain(model.Fingerprint.Parts, part => part.Key == "provider");
    }
}
