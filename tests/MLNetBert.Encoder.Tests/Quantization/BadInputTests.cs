using MLNetBert.Encoder.Quantization;

namespace MLNetBert.Tests.Quantization;

/// <summary>What cannot be quantized is refused in one sentence, and nothing is written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("refused-").FullName;

    private string Out => Path.Combine(_folder, "out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void No_calibration_text() => Refused("data.no-rows", () => new BertQuantizer().Quantize(null, ["", ""], Out));

    [Fact]
    public void The_folder_itself() => Refused("output.overwrites-input", () => new BertQuantizer().Quantize(ReferenceModels.Path("tiny-bert"), ["a"], ReferenceModels.Path("tiny-bert") + Path.DirectorySeparatorChar));

    [Fact]
    public void A_folder_with_something_in_it()
    {
        Directory.CreateDirectory(Out);
        File.WriteAllText(Path.Combine(Out, "mine"), "mine");
        Assert.Equal("output.unwritable", Assert.Throws<BadInputException>(() => new BertQuantizer().Quantize(null, ["a"], Out)).Code);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Out, "mine")));
    }

    [Theory]
    [InlineData("model_quantized.onnx")]
    [InlineData("model_static_int8.onnx")]
    public void A_quantized_file(string file)
    {
        string message = Refused("model.quantized", () => new BertQuantizer(new() { File = file }).Quantize(ReferenceModels.Path("tiny-bert"), ["a"], Out));
        Assert.Contains("float32", message);
    }

    [Fact]
    public void A_file_of_this_quantizer()
    {
        using TinyInt8 tiny = new("tiny-bert", "model.onnx");
        Refused("model.quantized", () => new BertQuantizer().Quantize(tiny.File, ["a"], Out));
    }

    [Fact]
    public void A_fixed_shape() => Refused("model.inputs", () => new BertQuantizer(new() { File = "model_fixed_1x16.onnx" }).Quantize(ReferenceModels.Path("tiny-bert"), ["a"], Out));

    [Fact]
    public void A_graph_without_weights_of_products() => Refused("model.graph", () => QuantizableModel.Read(ReferenceModels.Path("malformed", "good.onnx"), null));

    [Fact]
    public void Half_precision_weights_with_infinities()
    {
        string file = Path.Combine(_folder, "model.onnx");
        byte[] bytes = File.ReadAllBytes(ReferenceModels.Path("tiny-bert", "model_fp16.onnx"));
        Encoder.Onnx.OnnxTensor weight = Encoder.Onnx.OnnxGraph.Read(ReferenceModels.Path("tiny-bert", "model_fp16.onnx")).Initializers.Values.First(tensor => tensor is { ElementType: 10, Dimensions: [32, 64] });
        BitConverter.TryWriteBytes(bytes.AsSpan((int)weight.Offset), Half.PositiveInfinity);
        File.WriteAllBytes(file, bytes);
        string message = Refused("model.weights", () => QuantizableModel.Read(file, 32));
        Assert.Contains(weight.Name, message);
    }

    [Fact]
    public void Cancelled_nothing_is_written()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => new BertQuantizer().Quantize(null, ["a text"], Out, cancellationToken: new CancellationToken(canceled: true)));
        Assert.False(Path.Exists(Out));
    }

    private string Refused(string code, Action action)
    {
        BadInputException refused = Assert.Throws<BadInputException>(action);
        Assert.Equal(code, refused.Code);
        Assert.False(Path.Exists(Out));
        return refused.Message;
    }
}
