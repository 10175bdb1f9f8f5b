namespace MLNetBert.Cli.Jobs;

/// <summary>Makes the parts of a job that are missing, or those of them that are this task's.</summary>
internal sealed class JobRun
{
    private readonly JobRequest _request;
    private readonly JobPlan _plan;
    private readonly JobFolder _folder;
    private readonly int[] _missing;
    private long _rowsBefore;

    private JobRun(JobRequest request, JobPlan plan, JobFolder folder)
    {
        (_request, _plan, _folder) = (request, plan, folder);
        (int shard, int shards) = Shard();
        _missing = [.. Enumerable.Range(0, plan.Parts.Count).Where(part => part % shards == shard && !IsDone(part))];
    }

    /// <summary>The rows that are to be made.</summary>
    public long RowsMissing => _missing.Sum(part => (long)_plan.RowsOf(part));

    /// <summary>The rows of the parts that this run has made. Thread-safe.</summary>
    public long RowsDone => Interlocked.Read(ref _rowsBefore);

    /// <summary>How many rows of them could not be used.</summary>
    public int BadRows { get; private set; }

    /// <summary>Rejects inputs that cannot be read again.</summary>
    public static void Check(InputReader inputs)
    {
        if (inputs.Paths.FirstOrDefault(FileNames.IsStream) is { } input)
            throw new BadInputException($"{(input == FileNames.Standard ? "Standard input" : input)} can be read only once, but a job must be able to go on; save it to a file.") { Code = "option.conflict", Key = "INPUT" };
    }

    /// <summary>Opens or makes a job, and looks at what is done.</summary>
    public static JobRun Open(string path, JobRequest request, CancellationToken cancellation)
    {
        Begin(path);
        JobPlan plan = new JobMaker(path, request).Open(cancellation);
        var folder = new JobFolder(path, plan.Parts.Count);
        foreach (string subfolder in Enumerable.Range(0, plan.Parts.Count).Select(folder.FolderOf).Where(name => name != path).Distinct())
            Begin(subfolder);

        Interruption.Keeps("the parts that are done stay, and the same command goes on from there");
        return new JobRun(request, plan, folder);
    }

    /// <summary>Makes them.</summary>
    public void Run(FeatureRun run, IProgress<long> progress, CancellationToken cancellation)
    {
        long badBefore = _request.MostBadRows == null ? 0 : Enumerable.Range(0, _plan.Parts.Count).Sum(part => (long)(PartCheck.Of(_plan, _folder, part, hash: false).Marker?.BadRows ?? 0));
        var maker = new PartMaker(_request, _plan, _folder, run);
        foreach (int part in _missing)
        {
            BadRows += maker.Make(part, badBefore + BadRows, progress, cancellation);
            Interlocked.Add(ref _rowsBefore, _plan.RowsOf(part));
            progress.Report(0);

            // What one part has left behind would lie beside the next one's until the heap is larger than any part needs.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>How much of the job is there, for the last line.</summary>
    public string State()
    {
        int done = Enumerable.Range(0, _plan.Parts.Count).Count(part => PartCheck.Of(_plan, _folder, part, hash: false).IsDone);
        return string.Create(CultureInfo.InvariantCulture, $"{_folder.Path}: {done:N0} of {Summary.Counted(_plan.Parts.Count, "part")} done, {_missing.Length:N0} of them now");
    }

    // A folder that can be written to; what a killed run has left in it is deleted.
    private static void Begin(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                string parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))!;
                if (!Directory.Exists(parent))
                    throw new BadInputException($"--out {folder}: the folder {parent} does not exist; create it first.") { Code = "output.unwritable", File = folder, Key = "--out" };

                Directory.CreateDirectory(folder);
                Disk.FlushFolder(parent);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--out {folder}: the folder cannot be made ({e.Message.Split(" : ")[0].TrimEnd('.')}); choose another, or change its permissions.", e) { Code = "output.unwritable", File = folder, Key = "--out" };
        }

        OutputFile.Create(JobFolder.PlanOf(folder)).Dispose();
    }

    private (int Shard, int Shards) Shard()
    {
        if (_request.Settings.Shard is not { } shard)
            return (0, 1);

        if (shard >= _plan.Shards)
            throw new BadInputException($"{_request.Settings.ShardSource} is {shard}, but {_folder.Path} has {_plan.Shards} shard{(_plan.Shards == 1 ? "" : "s")}, counted from 0; submit the tasks 0 to {_plan.Shards - 1}, or make the job with --shards in another folder.") { Code = "option.value", Key = _request.Settings.ShardSource };

        return (shard, _plan.Shards);
    }

    private bool IsDone(int part)
    {
        var check = PartCheck.Of(_plan, _folder, part, hash: true);
        if (check.Damage != null)
            Status.Line($"note: part {part} is made again: {check.Damage}.");

        return check.IsDone;
    }
}
