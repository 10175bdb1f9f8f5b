using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLNetBert.Resampling;

/// <summary>Writes a new row: its number in its block, and where to.</summary>
internal delegate void RowWriter(int index, Span<float> target);

/// <summary>Collects what an over-sampler adds, class after class, and then makes the rows at once.</summary>
internal sealed class NewRows(SamplingTask task)
{
    private readonly List<(int Label, int[] Bases, RowWriter? Write)> blocks = [];

    /// <summary>Exact copies of rows.</summary>
    public void Copy(int label, int[] rows) => blocks.Add((label, rows, null));

    public void Add(int label, int[] bases, RowWriter write) => blocks.Add((label, bases, write));

    /// <summary>
    /// Points between rows: base + step × (neighbour - base). The difference is float32 (times a factor, rounded again, if there
    /// is one), product and sum float64, rounded once: the arithmetic of NumPy on float32 rows, bit for bit.
    /// </summary>
    public void Interpolate(int label, int[] bases, int[] neighbours, double[] steps, double[]? factors = null)
    {
        FeatureMatrix features = task.Features;
        Add(label, bases, (index, target) =>
        {
            ReadOnlySpan<float> from = features.Row(bases[index]), to = features.Row(neighbours[index]);
            if (factors == null)
            {
                Between(from, to, steps[index], target);
                return;
            }

            for (int column = 0; column < target.Length; column++)
            {
                float difference = (float)((to[column] - from[column]) * factors[index]);
                target[column] = (float)(from[column] + (steps[index] * difference));
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Between(ReadOnlySpan<float> from, ReadOnlySpan<float> to, double step, Span<float> target)
    {
        ref float first = ref MemoryMarshal.GetReference(from);
        ref float second = ref MemoryMarshal.GetReference(to);
        ref float result = ref MemoryMarshal.GetReference(target);
        int column = 0;
        for (; column <= target.Length - 8; column += 8)
        {
            Vector256<float> start = Vector256.LoadUnsafe(ref first, (nuint)column);
            (Vector256<double> startLow, Vector256<double> startHigh) = Vector256.Widen(start);
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.LoadUnsafe(ref second, (nuint)column) - start);
            Vector256.Narrow(startLow + (low * step), startHigh + (high * step)).StoreUnsafe(ref result, (nuint)column);
        }

        for (; column < target.Length; column++)
        {
            float difference = to[column] - from[column];
            target[column] = (float)(from[column] + (step * difference));
        }
    }

    public ResampleResult Finish()
    {
        FeatureMatrix features = task.Features;
        int rows = features.Rows, columns = features.Columns, total = blocks.Sum(block => block.Bases.Length);
        int made = blocks.Sum(block => block.Write == null ? 0 : block.Bases.Length);
        var values = new float[checked(made * columns)];
        var references = new int[rows + total];
        var sources = new int[rows + total];
        var labels = new int[rows + total];
        for (int row = 0; row < rows; row++)
        {
            (references[row], sources[row], labels[row]) = (row, row, task.Classes.Labels[row]);
        }

        int place = rows, created = 0;
        foreach ((int label, int[] bases, RowWriter? write) in blocks)
        {
            for (int i = 0; i < bases.Length; i++, place++)
            {
                (references[place], sources[place], labels[place]) = (write == null ? bases[i] : rows + created + i, bases[i], label);
            }

            if (write != null)
            {
                int first = created;
                int pieces = Math.Min(bases.Length, 64);
                Workers.ForEach(pieces, task.Threads, piece =>
                {
                    int end = (int)((long)bases.Length * (piece + 1) / pieces);
                    for (int i = (int)((long)bases.Length * piece / pieces); i < end; i++)
                    {
                        write(i, values.AsSpan((first + i) * columns, columns));
                    }
                });
                created += bases.Length;
            }
        }

        FeatureMatrix? matrix = made == 0 ? null : new FeatureMatrix(values, made, columns);
        return new ResampleResult(features, matrix, references, sources, labels, task.Warnings);
    }
}
