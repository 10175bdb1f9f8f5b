using MLNetBert.Encoder.Layers;

namespace MLNetBert.Tests.Modules;

/// <summary>Files that torch.save wrote, in both formats, against the values that PyTorch has in them.</summary>
public sealed class TorchFileTests
{
    public static TheoryData<string> Read => [.. TorchCases.Files.Where(file => file != "dense.protocol4.bin")];

    [Theory]
    [MemberData(nameof(Read))]
    public void Every_array_has_the_values_of_PyTorch(string file)
    {
        var weights = LayerWeights.Open(TorchCases.Path(file));
        foreach ((string name, int[] shape, double[] values) in TorchCases.Arrays(file))
        {
            Assert.Equal(shape, weights.Shape(name));
            if (name is "int64" or "bool")
                Assert.Contains("floating-point weights are expected", Assert.Throws<BadInputException>(() => weights.Read(name, shape)).Message);
            else
                Assert.Equal([.. values.Select(value => (float)value)], weights.Read(name, shape));
        }

        Assert.False(weights.Contains("more"));
    }

    [Theory]
    [InlineData("dense.protocol4.bin", "its pickle has the protocol 4; torch.save writes 2")]
    [InlineData("call.bin", "its pickle asks for io.open, which is no part of a tensor; nothing of it was run")]
    [InlineData("call.older.bin", "its pickle asks for io.open, which is no part of a tensor; nothing of it was run")]
    [InlineData("module.bin", "its pickle asks for __main__.Module, which is no part of a tensor; nothing of it was run")]
    public void What_is_no_state_dict_is_refused_by_name(string file, string reason)
    {
        BadInputException refused = Assert.Throws<BadInputException>(() => LayerWeights.Open(TorchCases.Path(file)));
        Assert.Equal($"{TorchCases.Path(file)} cannot be read: {reason}. Save the weights as model.safetensors.", refused.Message);
        Assert.Equal(("file.format", TorchCases.Path(file)), (refused.Code, refused.File));
        Assert.False(File.Exists("/tmp/mlnetbert-was-here"));
    }
}
