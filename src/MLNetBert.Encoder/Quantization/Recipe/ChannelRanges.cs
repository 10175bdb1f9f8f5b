namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>The least and greatest value of each channel.</summary>
internal sealed class ChannelRanges
{
    private readonly float[] _least, _greatest;

    public ChannelRanges(int channels)
    {
        (_least, _greatest) = (new float[channels], new float[channels]);
        _least.AsSpan().Fill(float.PositiveInfinity);
        _greatest.AsSpan().Fill(float.NegativeInfinity);
    }

    /// <summary>The middle between them.</summary>
    public float[] Middle => [.. _least.Zip(_greatest, (low, high) => (low + high) / 2)];

    public void Add(ReadOnlySpan<float> rows)
    {
        for (int from = 0; from < rows.Length; from += _least.Length)
        {
            ReadOnlySpan<float> row = rows.Slice(from, _least.Length);
            TensorPrimitives.Min(_least, row, _least);
            TensorPrimitives.Max(_greatest, row, _greatest);
        }
    }

    /// <summary>How far the values are from others at most.</summary>
    public float[] From(float[] shift) => [.. shift.Select((middle, k) => Math.Max(_greatest[k] - middle, middle - _least[k]))];
}
