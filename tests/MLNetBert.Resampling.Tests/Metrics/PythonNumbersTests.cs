using MLNetBert.Resampling.Metrics;

namespace MLNetBert.Tests.Metrics;

public class PythonNumbersTests
{
    /// <summary>Expected: what Python's f"{value:.{digits}f}" gives.</summary>
    [Theory]
    [InlineData(0.125, 2, "0.12")]
    [InlineData(0.375, 2, "0.38")]
    [InlineData(0.625, 2, "0.62")]
    [InlineData(0.5, 0, "0")]
    [InlineData(1.5, 0, "2")]
    [InlineData(0.285, 2, "0.28")]
    [InlineData(1.005, 2, "1.00")]
    [InlineData(65535 / 65536.0, 15, "0.999984741210938")]
    public void A_half_goes_to_the_even_digit(double value, int digits, string expected) => Assert.Equal(expected, PythonNumbers.Fixed(value, digits));

    /// <summary>Expected: what Python's repr gives.</summary>
    [Theory]
    [InlineData(5.0, "5.0")]
    [InlineData(73.96499999999999, "73.96499999999999")]
    public void Weights_keep_their_point(double value, string expected) => Assert.Equal(expected, PythonNumbers.Shortest(value));
}
