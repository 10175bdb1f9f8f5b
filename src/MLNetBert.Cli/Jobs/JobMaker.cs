using System.Reflection;

namespace MLNetBert.Cli.Jobs;

/// <summary>Makes a job's plan, or finds that the one which is there fits.</summary>
internal sealed class JobMaker(string folder, JobRequest request)
{
    private const string AnotherFolder = "give what it was made with, or write to another folder";

    private static readonly string Version = typeof(JobMaker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The plan that is there, or a new one.</summary>
    public JobPlan Open(CancellationToken cancellation)
    {
        bool damaged = false;
        if (File.Exists(JobFolder.PlanOf(folder)))
        {
            try
            {
                return Fitting(JobPlan.Read(folder));
            }
            catch (BadInputException e) when (e.Code == "job.damaged")
            {
                Status.Line($"note: {JobFolder.PlanOf(folder)} was damaged, and is made again.");
                damaged = true;
            }
        }

        if (request.Settings is { Shard: not null, Shards: null } settings)
            throw new BadInputException($"{settings.ShardSource} says which task this is, but nothing of how many; add --shards N.") { Code = "option.missing", Key = "--shards" };

        JobPlan plan = Make(cancellation);
        RefuseForeignParts(plan);
        using var file = OutputFile.Create(JobFolder.PlanOf(folder));
        file.Content.Write(plan.ToJson());
        file.Finish();
        if (damaged)
            file.CommitPart();
        else if (!file.TryCommitNew())
            return Fitting(JobPlan.Read(folder)); // Another task was faster.

        return plan;
    }

    private JobPlan Make(CancellationToken cancellation)
    {
        IdType ids = request.Heading.Ids;
        var planner = new JobPlanner(request.Settings.RowsPerPart ?? JobOptions.DefaultRowsPerPart, request.Columns, ids, cancellation);
        foreach (string path in request.Input.Paths)
            planner.Add(path, request.Format ?? InputFormats.OfFile(path)!.Value);

        return new JobPlan
        {
            Version = Version,
            Model = request.Heading.Model!,
            Fingerprint = request.Heading.Fingerprint!,
            Vectors = request.Vectors,
            Options = request.Options,
            Dimension = request.Heading.Dimension,
            Type = request.Heading.Type.ToString().ToLowerInvariant(),
            Id = ids.Name,
            RowsPerPart = request.Settings.RowsPerPart ?? JobOptions.DefaultRowsPerPart,
            Shards = request.Settings.Shards ?? 1,
            Inputs = planner.Inputs,
            Parts = planner.Parts,
        };
    }

    private JobPlan Fitting(JobPlan plan)
    {
        if (plan.Version != Version)
            throw Differs($"was made by version {plan.Version}, and this is {Version}; go on with that version, or write to another folder");

        Compare(plan.Vectors, request.Vectors);
        Compare(plan.Options, request.Options);
        Compare("--dtype", plan.Type, request.Heading.Type.ToString().ToLowerInvariant());
        if (request.Settings.RowsPerPart is { } rows)
            Compare("--rows-per-part", $"{plan.RowsPerPart}", $"{rows}");

        if (request.Settings.Shards is { } shards)
            Compare("--shards", $"{plan.Shards}", $"{shards}");

        for (int i = 0; i < Math.Max(plan.Inputs.Count, request.Input.Paths.Count); i++)
            CompareInput(plan, i);

        return plan;
    }

    private void Compare(IReadOnlyDictionary<string, string> planned, IReadOnlyDictionary<string, string> now)
    {
        foreach (string key in planned.Keys.Union(now.Keys))
            Compare(key, planned.GetValueOrDefault(key, "not set"), now.GetValueOrDefault(key, "not set"));
    }

    private void Compare(string what, string planned, string now)
    {
        if (planned != now)
            throw Differs($"was made with another {what}: {Printable.Cut(planned)}, and now it is {Printable.Cut(now)}; {AnotherFolder}");
    }

    private void CompareInput(JobPlan plan, int number)
    {
        string? now = request.Input.Paths.ElementAtOrDefault(number);
        if (number >= plan.Inputs.Count)
            throw Differs($"was made without the input {now}; {AnotherFolder}");

        JobInput planned = plan.Inputs[number];
        if (now == null)
            throw Differs($"was made with the input {planned.Path} too; {AnotherFolder}");

        // Unless it is the same file at the same time, its bytes decide: a copy on another machine has another time.
        if (FileStatus.Of(now).Length != planned.Length || ((now != planned.Path || File.GetLastWriteTimeUtc(now) != planned.Modified) && HashedStream.Of(now) != planned.Sha256))
            throw Differs($"was made when the input {now} had other content{(now == planned.Path ? "" : $" (it was {planned.Path})")}; put it back, or write to another folder");
    }

    private void RefuseForeignParts(JobPlan plan)
    {
        string? marker = Directory.EnumerateFiles(folder, $"{JobFolder.Prefix}*.json", SearchOption.AllDirectories).FirstOrDefault(path => PartMarker.Read(path) is { } found && found.Job != plan.Job);
        if (marker != null)
            throw new BadInputException($"{folder} has no {JobFolder.PlanName} that fits, but parts of another job, such as {Path.GetFileName(marker)}; write to another folder.") { Code = "job.differs", File = folder };
    }

    private BadInputException Differs(string how) => new($"{JobFolder.PlanOf(folder)} {how}.") { Code = "job.differs", File = folder };
}
