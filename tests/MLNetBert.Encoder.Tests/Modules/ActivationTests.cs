using MLNetBert.Encoder.Modules;

namespace MLNetBert.Tests.Modules;

/// <summary>torch.nn's functions against PyTorch's own values in float64.</summary>
public sealed class ActivationTests
{
    public static TheoryData<string> Names => [.. TorchCases.Functions];

    [Theory]
    [MemberData(nameof(Names))]
    public void Functions_give_the_values_of_PyTorch(string name)
    {
        (double[] x, double[] y) = TorchCases.Function(name);
        Func<double, double> function = Activation.Find(name)!;
        for (int i = 0; i < x.Length; i++)
            Assert.True(Math.Abs(function(x[i]) - y[i]) <= 1e-9 * (1e-5 + Math.Abs(y[i])), $"{name}({x[i]:R}) is {y[i]:R}, not {function(x[i]):R}");
        Assert.Equal(function(0.3), Activation.Find($"torch.nn.{name.Split('.')[^1]}")!(0.3));
        Assert.Equal(double.NaN, function(double.NaN));
    }

    [Fact]
    public void All_that_are_known_were_asked() => Assert.Equal(TorchCases.Functions.Select(name => name.Split('.')[^1]).Order(StringComparer.Ordinal), Activation.Names);

    [Theory]
    [InlineData("torch.nn.modules.activation.PReLU")]
    [InlineData("torch.nn.modules.activation.Softmax")]
    [InlineData("transformers.activations.Tanh")]
    [InlineData("os.Tanh")]
    [InlineData("Tanh")]
    [InlineData("torch.nn.modules.activation.")]
    [InlineData("")]
    public void No_other_name_is_known(string name) => Assert.Null(Activation.Find(name));
}
