using MLNetBert.Encoder.Quantization.Algebra;

namespace MLNetBert.Encoder.Quantization.Recipe;

/// <summary>Rounds weights to integers so that errors of one input are made good by the inputs after it (GPTQ: Frantar and others, 2022).</summary>
internal static class WeightRounding
{
    private const double Damping = 0.01;
    private const int BlockSize = 128;

    /// <summary>A scale for each output, so that its greatest weight is the greatest code.</summary>
    public static float[] Scales(double[] weights, int outputs, int greatestCode)
    {
        float[] scales = new float[outputs];
        for (int i = 0; i < weights.Length; i++)
            scales[i % outputs] = Math.Max(scales[i % outputs], (float)(Math.Abs(weights[i]) / greatestCode));
        return Array.ConvertAll(scales, scale => scale > 0 ? scale : 1f);
    }

    /// <summary>The codes, [inputs, outputs], and no worse than <see cref="Nearest"/> in <see cref="Errors"/> for any output.</summary>
    /// <param name="weights">The weights, [inputs, outputs].</param>
    /// <param name="moments">Second moments of the inputs, [inputs, inputs].</param>
    /// <param name="scales">A scale for each output.</param>
    /// <param name="greatestCode">The greatest code; the least is its negative.</param>
    public static sbyte[] Round(double[] weights, double[] moments, float[] scales, int greatestCode)
    {
        int outputs = scales.Length, inputs = weights.Length / outputs;
        sbyte[] codes = Gptq(weights, moments, scales, greatestCode), nearest = Nearest(weights, scales, greatestCode);
        double[] errors = Errors(weights, codes, moments, scales), nearestErrors = Errors(weights, nearest, moments, scales);
        for (int i = 0; i < inputs * outputs; i++)
        {
            if (nearestErrors[i % outputs] < errors[i % outputs])
                codes[i] = nearest[i];
        }

        return codes;
    }

    /// <summary>The codes of each weight by itself.</summary>
    public static sbyte[] Nearest(double[] weights, float[] scales, int greatestCode)
    {
        sbyte[] codes = new sbyte[weights.Length];
        for (int i = 0; i < codes.Length; i++)
            codes[i] = Code(weights[i], scales[i % scales.Length], greatestCode);
        return codes;
    }

    /// <summary>For each output, how far it is off: d^T M d, d the differences of its weights, M the moments of the inputs.</summary>
    public static double[] Errors(double[] weights, sbyte[] codes, double[] moments, float[] scales)
    {
        int outputs = scales.Length, inputs = weights.Length / outputs;
        double[] difference = new double[weights.Length], product = new double[weights.Length], errors = new double[outputs];
        for (int i = 0; i < weights.Length; i++)
            difference[i] = weights[i] - ((double)codes[i] * scales[i % outputs]);
        MatrixProduct<double>.Add(1, new(moments, inputs), new(difference, outputs), new(product, outputs), (inputs, outputs, inputs));
        for (int i = 0; i < weights.Length; i++)
            errors[i % outputs] += difference[i] * product[i];
        return errors;
    }

    private static sbyte Code(double weight, double scale, int greatest) => (sbyte)Math.Clamp(Math.Round(weight / scale), -greatest, greatest);

    private static sbyte[] Gptq(double[] weights, double[] moments, float[] scales, int greatestCode)
    {
        int outputs = scales.Length, inputs = weights.Length / outputs;
        int[] order = [.. Enumerable.Range(0, inputs).OrderByDescending(i => moments[(i * inputs) + i])];
        double[] factor = InverseFactor(moments, order), left = new double[weights.Length];
        for (int i = 0; i < inputs; i++)
            weights.AsSpan(order[i] * outputs, outputs).CopyTo(left.AsSpan(i * outputs));
        sbyte[] codes = new sbyte[weights.Length];
        double[] errors = new double[BlockSize * outputs];
        for (int from = 0; from < inputs; from += BlockSize)
        {
            int to = Math.Min(from + BlockSize, inputs);
            for (int i = from; i < to; i++)
            {
                Span<double> row = left.AsSpan(i * outputs, outputs), error = errors.AsSpan((i - from) * outputs, outputs);
                double pivot = factor[(i * inputs) + i];
                for (int n = 0; n < outputs; n++)
                {
                    sbyte code = Code(row[n], scales[n], greatestCode);
                    codes[(order[i] * outputs) + n] = code;
                    error[n] = (row[n] - ((double)code * scales[n])) / pivot;
                }

                for (int j = i + 1; j < to; j++)
                {
                    Span<double> later = left.AsSpan(j * outputs, outputs);
                    TensorPrimitives.MultiplyAdd(error, -factor[(i * inputs) + j], later, later);
                }
            }

            MatrixProduct<double>.Add(-1, new MatrixView<double>(factor, inputs).From(from, to).Transposed, new(errors, outputs), new MatrixView<double>(left, outputs).From(to, 0), (inputs - to, outputs, to - from));
        }

        return codes;
    }

    /// <summary>
    /// The upper factor U of the inverse of the damped moments, U^T U, in an order of the inputs. The inputs turned round, the factor L of the moments
    /// themselves is U's inverse turned round: that spares inverting the matrix.
    /// </summary>
    private static double[] InverseFactor(double[] moments, int[] order)
    {
        int size = order.Length;
        double mean = 0;
        for (int i = 0; i < size; i++)
            mean += moments[(i * size) + i] / size;
        double damping = Damping * Math.Max(mean, double.Epsilon * 1e20);
        double[] turned = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
                turned[(i * size) + j] = moments[(order[size - 1 - i] * size) + order[size - 1 - j]] + (i == j ? damping : 0);
        }

        double[] inverse = new Cholesky(turned, size).InverseOfFactor(), upper = turned;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                upper[(i * size) + j] = inverse[((size - 1 - i) * size) + size - 1 - j];
        }

        return upper;
    }
}
