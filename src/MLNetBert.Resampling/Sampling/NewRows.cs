namespace MLNetBert.Resampling.Sampling;

/// <summary>Writes a new row, given its number in its block and where it goes.</summary>
internal delegate void RowWriter(int index, Span<float> target);

/// <summary>Collects what an over-sampler adds, class by class, and then makes all the rows at once.</summary>
internal sealed class NewRows(SamplingTask task)
{
    private readonly List<Block> _blocks = [];

    /// <summary>The result of adding to each class that is to grow, in the order of the labels, and, if asked for, to those that get no rows.</summary>
    public static ResampleResult Grow(SamplingTask task, Action<NewRows, int, int> addClass, bool evenNone = false)
    {
        var added = new NewRows(task);
        foreach ((int label, int count) in task.Targets)
        {
            task.Workers.Cancellation.ThrowIfCancellationRequested();
            if (count > 0 || evenNone)
                addClass(added, label, count);
        }

        return added.Finish();
    }

    /// <summary>Exact copies of rows.</summary>
    public void Copy(int label, int[] rows) => _blocks.Add(new Block(label, rows, null));

    public void Add(int label, int[] bases, RowWriter write) => _blocks.Add(new Block(label, bases, write));

    /// <summary>Draws pairs of a base row and one of its neighbours, and adds the points between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddPairs(int label, int[] bases, int count, NeighbourTable neighbours, double scale = 1)
    {
        (int[] places, int[] ranks, double[] steps) = task.Draws.Pairs(count, bases, neighbours.K, scale);
        int[] from = new int[count], to = new int[count];
        for (int i = 0; i < count; i++)
        {
            from[i] = bases[places[i]];
            to[i] = neighbours.Rows(places[i])[ranks[i]];
        }

        Interpolate(label, from, to, steps);
    }

    /// <summary>
    /// Points between rows: base + step × (neighbour - base). The difference is float32 (times a factor, rounded again, if there
    /// is one), product and sum are float64, rounded once: NumPy's arithmetic on float32 rows, bit for bit.
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
            var start = Vector256.LoadUnsafe(ref first, (nuint)column);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write(RowWriter write, int from, int to, Span<float> rows, int columns)
    {
        for (int i = from; i < to; i++)
            write(i, rows.Slice(i * columns, columns));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ResampleResult Finish()
    {
        FeatureMatrix features = task.Features;
        int rows = features.Rows, columns = features.Columns, total = 0, creating = 0;
        foreach (Block block in _blocks)
        {
            total += block.Bases.Length;
            creating += block.Write == null ? 0 : block.Bases.Length;
        }

        float[] values = GC.AllocateUninitializedArray<float>(checked(creating * columns));
        int[] references = RowLists.All(rows + total), sources = RowLists.All(rows + total), labels = new int[rows + total];
        task.Classes.Labels.CopyTo(labels, 0);
        int place = rows, created = 0;
        foreach ((int label, int[] bases, RowWriter? write) in _blocks)
        {
            bases.CopyTo(sources, place);
            for (int i = 0; i < bases.Length; i++)
                references[place + i] = write == null ? bases[i] : rows + created + i;

            labels.AsSpan(place, bases.Length).Fill(label);
            place += bases.Length;
            if (write != null)
            {
                Memory<float> block = values.AsMemory(created * columns, bases.Length * columns);
                task.Workers.ForSpans(bases.Length, (from, to) => Write(write, from, to, block.Span, columns), ResamplingStage.NewRows);
                created += bases.Length;
            }
        }

        FeatureMatrix? matrix = creating == 0 ? null : new FeatureMatrix(values, creating, columns);
        return new ResampleResult(features, matrix, references, sources, labels, task.Warnings);
    }

    private sealed record Block(int Label, int[] Bases, RowWriter? Write);
}
