namespace MLNetBert.Cli.Jobs;

/// <summary>What there is of a job.</summary>
internal sealed class JobScan
{
    private const string KernelsDiffer = "vectors may differ in their last bits";

    private JobScan(JobPlan plan, JobFolder folder, PartCheck[] parts)
    {
        (Plan, Folder, Parts) = (plan, folder, parts);
        Done = parts.Count(part => part.IsDone);
        Damaged = parts.Count(part => part.Damage != null);
        Rows = parts.Sum(part => (long)(part.Marker?.Rows ?? 0));
        BadRows = parts.Sum(part => (long)(part.Marker?.BadRows ?? 0));
        Kernels = [.. parts.Index().Where(part => part.Item.IsDone).GroupBy(part => part.Item.Marker!.Kernels, part => part.Index).OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal)];
        RowsPerSecond = Rate();
    }

    /// <summary>The job.</summary>
    public JobPlan Plan { get; }

    /// <summary>Its folder.</summary>
    public JobFolder Folder { get; }

    /// <summary>What there is of each part.</summary>
    public IReadOnlyList<PartCheck> Parts { get; }

    /// <summary>How many parts are done.</summary>
    public int Done { get; }

    /// <summary>How many are there, and not as they should be.</summary>
    public int Damaged { get; }

    /// <summary>How many are not there.</summary>
    public int Missing => Parts.Count - Done - Damaged;

    /// <summary>Whether all are done.</summary>
    public bool IsComplete => Done == Parts.Count;

    /// <summary>The rows of the parts that are done.</summary>
    public long Rows { get; }

    /// <summary>How many more could not be used.</summary>
    public long BadRows { get; }

    /// <summary>Rows a second, by all tasks together, while any of them worked; null if none has.</summary>
    public double? RowsPerSecond { get; }

    /// <summary>The time that is left at that rate.</summary>
    public TimeSpan? Left => RowsPerSecond is { } rate ? TimeSpan.FromSeconds(Math.Min((Plan.Rows - Rows - BadRows) / rate, TimeSpan.MaxValue.TotalSeconds / 2)) : null;

    /// <summary>The parts by the kind of processor kernels that made them, the usual kind first.</summary>
    public IReadOnlyList<IGrouping<string, int>> Kernels { get; }

    /// <summary>The tasks that have parts to make, such as 0-2,7; null if there are none.</summary>
    public string? Shards
    {
        get
        {
            int[] shards = [.. Parts.Index().Where(part => !part.Item.IsDone).Select(part => part.Index % Plan.Shards).Distinct().Order()];
            return shards.Length == 0 ? null : Ranges(shards);
        }
    }

    /// <summary>What to say of parts of several kinds; null if there is one kind.</summary>
    public string? OtherKernels => Kernels.Count < 2 ? null
        : $"{string.Join("; ", Kernels.Skip(1).Select(kind => $"{Summary.Counted(kind.Count(), "part")} ({Ranges([.. kind])}) by {kind.Key} kernels"))}; the others by {Kernels[0].Key}: {KernelsDiffer}";

    /// <summary>Looks at a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="hash">Whether to read all parts.</param>
    /// <param name="cancellation">Stops it.</param>
    public static JobScan Of(string path, bool hash, CancellationToken cancellation)
    {
        var plan = JobPlan.Read(path);
        var folder = new JobFolder(Path.GetFullPath(path), plan.Parts.Count);
        var parts = new PartCheck[plan.Parts.Count];
        Parallel.For(0, parts.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, part => parts[part] = PartCheck.Of(plan, folder, part, hash));
        return new JobScan(plan, folder, parts);
    }

    /// <summary>Numbers in order, those that follow each other as a range.</summary>
    public static string Ranges(IReadOnlyList<int> numbers)
    {
        var ranges = new List<string>();
        for (int start = 0, end; start < numbers.Count; start = end)
        {
            for (end = start + 1; end < numbers.Count && numbers[end] == numbers[end - 1] + 1;)
                end++;

            ranges.Add(end == start + 1 ? $"{numbers[start]}" : $"{numbers[start]}-{numbers[end - 1]}");
        }

        return string.Join(',', ranges);
    }

    // Nights in which nothing ran do not count, nor does a clock that went back.
    private double? Rate()
    {
        double seconds = 0;
        DateTime until = DateTime.MinValue;
        foreach ((DateTime from, DateTime to) in Parts.Where(part => part.IsDone).Select(part => (part.Marker!.Finished.AddSeconds(-Math.Max(0, part.Marker.Seconds)), part.Marker.Finished)).Order())
        {
            seconds += to > until ? (to - (from > until ? from : until)).TotalSeconds : 0;
            until = to > until ? to : until;
        }

        return seconds > 0 && Rows > 0 ? Rows / seconds : null;
    }
}
