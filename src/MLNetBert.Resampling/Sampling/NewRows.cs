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
        RequireRoom(task);
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
    public void Copy(int label, int[] rows) => _blocks.Add(new Block(label, rows, null, null));

    /// <summary>Rows made by a writer, and once more by a careful one where the first one's arithmetic overflowed.</summary>
    public void Add(int label, int[] bases, RowWriter write, RowWriter? careful = null) => _blocks.Add(new Block(label, bases, write, careful));

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
    /// is one), product and sum are float64, rounded once: NumPy's arithmetic on float32 rows, bit for bit. Only where that difference is
    /// beyond float32 is it float64 too.
    /// </summary>
    public void Interpolate(int label, int[] bases, int[] neighbours, double[] steps, double[]? factors = null)
    {
        FeatureMatrix features = task.Features;
        void Careful(int index, Span<float> target)
        {
            ReadOnlySpan<float> from = features.Row(bases[index]), to = features.Row(neighbours[index]);
            for (int column = 0; column < target.Length; column++)
                target[column] = Between(from[column], to[column], steps[index], factors?[index] ?? 1);
        }

        if (factors == null)
            Add(label, bases, (index, target) => Between(features.Row(bases[index]), features.Row(neighbours[index]), steps[index], target), Careful);
        else
            Add(label, bases, Careful);
    }

    /// <summary>The same for one value.</summary>
    public static float Between(float from, float to, double step, double factor = 1)
    {
        float difference = (float)((to - from) * factor);
        return (float)(from + (step * (float.IsFinite(difference) ? difference : ((double)to - from) * factor)));
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
            target[column] = Between(from[column], to[column], step);
    }

    /// <summary>Writes some rows of a block; returns the first that holds what no float32 can, or a number above all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Write(Block block, int from, int to, FeatureMatrix matrix, int first)
    {
        for (int i = from; i < to; i++)
        {
            Span<float> row = matrix.Writable(first + i);
            block.Write!(i, row);
            if (FeatureMatrix.AllFinite(row))
                continue;

            block.Careful?.Invoke(i, row);
            if (!FeatureMatrix.AllFinite(row))
                return i;
        }

        return int.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ResampleResult Finish()
    {
        FeatureMatrix features = task.Features;
        int rows = features.Rows, total = 0, creating = 0;
        foreach (Block block in _blocks)
        {
            total += block.Bases.Length;
            creating += block.Write == null ? 0 : block.Bases.Length;
        }

        FeatureMatrix? matrix = creating == 0 ? null : new FeatureMatrix(creating, features.Columns);
        int[] references = RowLists.All(rows + total), sources = RowLists.All(rows + total), labels = new int[rows + total];
        task.Classes.Labels.CopyTo(labels, 0);
        int place = rows, created = 0;
        foreach (Block block in _blocks)
        {
            int[] bases = block.Bases;
            bases.CopyTo(sources, place);
            for (int i = 0; i < bases.Length; i++)
                references[place + i] = block.Write == null ? bases[i] : rows + created + i;

            labels.AsSpan(place, bases.Length).Fill(block.Label);
            place += bases.Length;
            if (block.Write != null)
            {
                Make(block, matrix!, created);
                created += bases.Length;
            }
        }

        return new ResampleResult(features, matrix, references, sources, labels, task.Warnings);
    }

    private void Make(Block block, FeatureMatrix matrix, int first)
    {
        int bad = int.MaxValue;
        var found = new Lock();
        task.Workers.ForSpans(block.Bases.Length, (from, to) =>
        {
            int row = Write(block, from, to, matrix, first);
            lock (found)
            {
                bad = Math.Min(bad, row);
            }
        }, ResamplingStage.NewRows);
        if (bad == int.MaxValue)
            return;

        int source = block.Bases[bad], column = FeatureMatrix.FirstNotFinite(matrix.Row(first + bad));
        throw new BadInputException(
            $"The new row of class {task.Classes.Name(block.Label)} from row {source} would go beyond the range of float32 (about 3.4e38) in column {column} (both counted from 0); scale the features down, or use a method that makes no rows outside the data, such as smote.")
        { Code = "features.overflow", Row = source + 1L, Column = column.ToString(CultureInfo.InvariantCulture) };
    }

    /// <summary>Rejects a strategy that asks for more rows than there can be.</summary>
    private static void RequireRoom(SamplingTask task)
    {
        long added = task.Targets.Values.Sum(count => (long)count);
        const int Draws = 16, Numbers = 12;
        Room.Require(task.Features.Rows + added, Draws + Numbers, string.Create(CultureInfo.InvariantCulture, $"Adding {added:N0} rows"), "ask for fewer", "sampling_strategy");
    }

    private sealed record Block(int Label, int[] Bases, RowWriter? Write, RowWriter? Careful);
}
