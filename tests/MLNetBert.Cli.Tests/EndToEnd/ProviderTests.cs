using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.EndToEnd;

/// <summary>--provider, on a machine whose ONNX Runtime has no other than the CPU.</summary>
public sealed class ProviderTests : IDisposable
{
    private static readonly string Model = Path.GetDirectoryName(ReferenceModels.Path("tiny-bert", "model.onnx"))!;

    private readonly TemporaryFolder _folder = new();

    public ProviderTests()
    {
        _folder.Write("rows.csv", "id,text,label\n1,a few words,x\n2,some more words,y\n");
        string model = Directory.CreateDirectory(_folder.File("model")).FullName;
        foreach (string file in (string[])[.. Directory.EnumerateFiles(ReferenceModels.Path("tiny-tokenizers", "wordpiece")), Path.Combine(Model, "model.onnx"), Path.Combine(Model, "config.json")])
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cuda", "Microsoft.ML.OnnxRuntime.Gpu", "extract", "rows.csv", "--out", "out.csv")]
    [InlineData("tensorrt", "Microsoft.ML.OnnxRuntime.Gpu", "verify", "rows.csv")]
    [InlineData("openvino", "Intel.ML.OnnxRuntime.OpenVino", "train", "rows.csv", "--label", "label", "--out", "out.zip")]
    [InlineData("dml", "Microsoft.ML.OnnxRuntime.DirectML", "inspect")]
    public void What_the_runtime_lacks_is_named_with_its_package(string provider, string package, params string[] arguments)
    {
        Command.AssertRefused(Run([.. arguments, "--provider", provider, .. arguments[0] == "inspect" ? (string[])[] : ["--quiet"]]), $"no execution provider {provider}, only cpu", package);
        Assert.Empty(Directory.EnumerateFiles(_folder.File("."), "out*"));
    }

    [Theory]
    [InlineData("--provider gpu is unknown; choose cpu, cuda, tensorrt, dml, coreml, openvino, migraphx.", "--provider", "gpu")]
    [InlineData("--provider-option device_id is not KEY=VALUE", "--provider", "cuda", "--provider-option", "device_id")]
    [InlineData("--provider-option =1 is not KEY=VALUE", "--provider", "cuda", "--provider-option", "=1")]
    [InlineData("--provider-option gives device_id twice", "--provider", "cuda", "--provider-option", "device_id=1", "--provider-option", "device_id=2")]
    [InlineData("--provider-option is for another provider than cpu", "--provider-option", "device_id=1")]
    public void Wrong_options_are_refused(string message, params string[] options) =>
        Command.AssertRefused(Run(["inspect", .. options]), message);

    [Fact]
    public void The_CPU_is_the_usual_one()
    {
        Command.AssertDone(Run("extract", "rows.csv", "--out", "a.csv", "--quiet"));
        Command.AssertDone(Run("extract", "rows.csv", "--out", "b.csv", "--quiet", "--provider", "cpu"));
        Assert.Equal(File.ReadAllBytes(_folder.File("a.csv")), File.ReadAllBytes(_folder.File("b.csv")));
        Assert.Matches(@"\nprovider +cpu +the usual\n", Run("inspect").Text);
    }

    [Fact]
    public void Predict_takes_the_number_of_a_GPU()
    {
        string saved = RepositoryFiles.Reference("saved-models", "classifier.zip");
        Command.Result result = Command.Run("predict", saved, _folder.File("rows.csv"), "--out", _folder.File("p.csv"), "--quiet", "--gpu-device-id", "0");
        Command.AssertRefused(result, "no execution provider cuda", "Microsoft.ML.OnnxRuntime.Gpu");
        Command.AssertRefused(Command.Run("predict", saved, _folder.File("rows.csv"), "--out", _folder.File("p.csv"), "--gpu-device-id", "-1"), "--gpu-device-id");
        Assert.False(File.Exists(_folder.File("p.csv")));
    }

    /// <summary>With names of files in the folder.</summary>
    private Command.Result Run(params string[] arguments) =>
        Command.Run([.. arguments.Select(argument => argument.EndsWith(".csv", StringComparison.Ordinal) || argument.EndsWith(".zip", StringComparison.Ordinal) ? _folder.File(argument) : argument), "--model", _folder.File("model")]);
}
