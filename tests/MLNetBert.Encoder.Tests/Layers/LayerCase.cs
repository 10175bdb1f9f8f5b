using MLNetBert.Encoder.Layers;

namespace MLNetBert.Tests.Layers;

/// <summary>A case of tests/reference/layers: PyTorch's inputs and results.</summary>
internal sealed class LayerCase(string name)
{
    public const float Tolerance = 1e-5f;

    private readonly Dictionary<string, NpyArray> _arrays = Npz.Read(RepositoryFiles.Reference("layers", $"{name}.npz"));

    public float[] this[string array] => _arrays[array].Floats;

    public int[] Mask => Ints("mask");

    public LayerWeights Weights => LayerWeights.Open(RepositoryFiles.Reference("layers", $"{name}.safetensors"));

    public LayerWeights OwnArrays => LayerWeights.Open(RepositoryFiles.Reference("layers", $"{name}.npz"));

    public bool Has(string array) => _arrays.ContainsKey(array);

    public int[] Shape(string array) => _arrays[array].Shape;

    public int[] Ints(string array) => Array.ConvertAll(_arrays[array].Longs, number => (int)number);

    public void AssertClose(string expected, ReadOnlySpan<float> actual) => Assert.True(Distance(expected, actual) <= Tolerance, $"{name}.{expected} differs by {Distance(expected, actual)}");

    /// <summary>The test can tell the wrong result from the right one.</summary>
    public void AssertWrong(string wrong, ReadOnlySpan<float> actual) => Assert.True(Distance(wrong, actual) > 1e-3, $"{name}.{wrong} is not told from the right result");

    private double Distance(string array, ReadOnlySpan<float> actual)
    {
        float[] expected = this[array];
        Assert.Equal(expected.Length, actual.Length);
        double greatest = 0.0;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.False(float.IsNaN(actual[i]));
            greatest = Math.Max(greatest, Math.Abs(expected[i] - actual[i]));
        }

        return greatest;
    }
}
