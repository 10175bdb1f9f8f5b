namespace MLNetBert.Tests;

/// <summary>Softmax and sigmoid where the plain formula would overflow, as PyTorch's are there.</summary>
public class LogitActivationTests
{
    [Theory]
    [InlineData(new float[] { 1000, 0 }, new float[] { 1, 0 })]
    [InlineData(new float[] { -1000, -1000 }, new float[] { 0.5f, 0.5f })]
    [InlineData(new float[] { float.NegativeInfinity, 3 }, new float[] { 0, 1 })]
    [InlineData(new float[] { float.NaN, 3 }, new float[] { float.NaN, float.NaN })]
    [InlineData(new float[] { 7, 7, 7, 7 }, new float[] { 0.25f, 0.25f, 0.25f, 0.25f })]
    [InlineData(new float[] { }, new float[] { })]
    public void Softmax(float[] logits, float[] expected) => Assert.Equal(expected, LogitActivation.Softmax.Apply(logits));

    [Theory]
    [InlineData(new float[] { 1000, -1000, 0 }, new float[] { 1, 0, 0.5f })]
    [InlineData(new float[] { float.PositiveInfinity, float.NegativeInfinity, float.NaN }, new float[] { 1, 0, float.NaN })]
    public void Sigmoid(float[] logits, float[] expected) => Assert.Equal(expected, LogitActivation.Sigmoid.Apply(logits));

    // ln 3 = 1.0986...: exp of it is 3, so the softmax of [0, ln 3] is [1/4, 3/4], and the sigmoid of ln 3 is 3/4.
    [Fact]
    public void Thirds_and_quarters()
    {
        float ln3 = (float)Math.Log(3);
        Assert.Equal([0.25f, 0.75f], LogitActivation.Softmax.Apply([0, ln3]), (x, y) => Math.Abs(x - y) < 1e-7);
        Assert.Equal(0.75f, LogitActivation.Sigmoid.Apply([ln3])[0], 6);
        Assert.Equal([0, ln3], LogitActivation.None.Apply([0, ln3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((LogitActivation)3).Apply([1]));
    }
}
