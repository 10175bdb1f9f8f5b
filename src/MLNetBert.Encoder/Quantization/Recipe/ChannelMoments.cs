using MLNetBert.Encoder.Quantization.Algebra;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>
/// Weighted means and second moments of rows x (a layer's quantized input) and y (what the float32 layer gives), the means taken off: all that the recipe needs to know
/// about them.
/// </summary>
internal sealed class ChannelMoments
{
    private const int BlockRows = 512;
    private readonly int _inputs, _outputs;
    private readonly float[] _x, _y, _product;
    private double _weight;
    private int _rows;

    public ChannelMoments(int inputs, int outputs)
    {
        (_inputs, _outputs) = (inputs, outputs);
        (MeanX, MeanY) = (new double[inputs], new double[outputs]);
        Moments = new double[inputs * inputs];
        CrossMoments = new double[inputs * outputs];
        (_x, _y, _product) = (new float[BlockRows * inputs], new float[BlockRows * outputs], new float[inputs * Math.Max(inputs, outputs)]);
    }

    public double[] MeanX { get; }

    public double[] MeanY { get; }

    /// <summary>The mean of x x^T, [inputs, inputs].</summary>
    public double[] Moments { get; }

    /// <summary>The mean of x y^T, [inputs, outputs].</summary>
    public double[] CrossMoments { get; }

    /// <summary>First of all: adds rows to the means.</summary>
    public void AddToMeans(ReadOnlySpan<float> x, ReadOnlySpan<float> y, double weight)
    {
        _weight += weight * (x.Length / _inputs);
        AddRows(x, MeanX, weight);
        AddRows(y, MeanY, weight);
    }

    /// <summary>When all rows were added to the means.</summary>
    public void FinishMeans()
    {
        TensorPrimitives.Divide(MeanX, _weight, MeanX);
        TensorPrimitives.Divide(MeanY, _weight, MeanY);
    }

    /// <summary>Then: adds the same rows to the moments.</summary>
    public void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, double weight)
    {
        double factor = Math.Sqrt(weight / _weight);
        for (int row = 0; row < x.Length / _inputs; row++)
        {
            Centre(x.Slice(row * _inputs, _inputs), MeanX, factor, _x.AsSpan(_rows * _inputs));
            Centre(y.Slice(row * _outputs, _outputs), MeanY, factor, _y.AsSpan(_rows * _outputs));
            if (++_rows == BlockRows)
                AddBlock();
        }
    }

    /// <summary>When all rows were added: only one half of the moments was computed, for they are symmetric.</summary>
    public void Finish()
    {
        AddBlock();
        for (int i = 0; i < _inputs; i++)
        {
            for (int j = 0; j < i; j++)
                Moments[(j * _inputs) + i] = Moments[(i * _inputs) + j];
        }
    }

    /// <summary>If y is what a layer takes: the moments with what it gives, y W + bias.</summary>
    public ChannelMoments Through(double[] weights, double[] bias)
    {
        ChannelMoments through = new(_inputs, bias.Length);
        MeanX.CopyTo(through.MeanX, 0);
        Moments.CopyTo(through.Moments, 0);
        MatrixView<double> right = new(weights, bias.Length);
        bias.CopyTo(through.MeanY, 0);
        MatrixProduct<double>.Add(1, new(MeanY, _outputs), right, new(through.MeanY, bias.Length), (1, bias.Length, _outputs));
        MatrixProduct<double>.Add(1, new(CrossMoments, _outputs), right, new(through.CrossMoments, bias.Length), (_inputs, bias.Length, _outputs));
        return through;
    }

    private void AddBlock()
    {
        MatrixView<float> left = new MatrixView<float>(_x, _inputs).Transposed;
        AddProduct(left, _x, _inputs, Moments, triangle: true);
        AddProduct(left, _y, _outputs, CrossMoments, triangle: false);
        _rows = 0;
    }

    // Within a block in float32, whose rounding is far below that of the rows themselves; over the blocks in float64.
    private void AddProduct(MatrixView<float> left, float[] right, int columns, double[] sums, bool triangle)
    {
        Array.Clear(_product);
        MatrixProduct<float>.Add(1, left, new(right, columns), new(_product, columns), (_inputs, columns, _rows), triangle);
        for (int i = 0; i < sums.Length; i++)
            sums[i] += _product[i];
    }

    private static void AddRows(ReadOnlySpan<float> rows, double[] sums, double weight)
    {
        for (int from = 0; from < rows.Length; from += sums.Length)
        {
            for (int k = 0; k < sums.Length; k++)
                sums[k] += weight * rows[from + k];
        }
    }

    private static void Centre(ReadOnlySpan<float> row, double[] mean, double factor, Span<float> centred)
    {
        for (int k = 0; k < mean.Length; k++)
            centred[k] = (float)((row[k] - mean[k]) * factor);
    }
}
