namespace MLNetBert.Tests.Quantization;

/// <summary>Processors that add pairs of products in 16 bits: what other programs get there, which do not ask the runtime for exact sums.</summary>
public sealed class KernelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernels-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Category", "Long")]
    public async Task Weights_of_8_bits_are_refused_there_and_weights_of_7_bits_are_right()
    {
        string reduced = Path.Combine(_folder, "reduced");
        new BertQuantizer(new() { ReduceRange = true }).Quantize(null, CalibrationFile.Texts().Where((_, i) => i % 8 == 0), reduced);

        Assert.Equal("avx2: refused, model.sums", await OnHaswell(BertModelFolder.FindEmbedded("all-MiniLM-L6-v2-int8")));
        Assert.Equal("avx2: right", await OnHaswell(reduced));
    }

    private static async Task<string> OnHaswell(string folder)
    {
        (int exitCode, string output, string errors) = await Emulator.RunOnHaswell(typeof(KernelProbe).Assembly.Location, Path.Combine(folder, "model.onnx"));
        Assert.True(exitCode == 0, errors);
        return output.Trim();
    }
}
