namespace MLNetBert.Cli.Options;

/// <summary>How a job folder is cut into parts, and which of them this task makes.</summary>
internal sealed class JobOptions
{
    /// <summary>The rows of a part unless an option says otherwise.</summary>
    public const int DefaultRowsPerPart = 50_000;

    private static readonly string[] TaskVariables = ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"];

    private readonly Option<string?> _rowsPerPart = new("--rows-per-part") { Description = $"For a job folder: the rows of a part. Default: {DefaultRowsPerPart}.", HelpName = "N" };

    private readonly Option<string?> _shards = new("--shards") { Description = "For a job folder: into how many tasks its parts are dealt; fixed when the job is made. Default: 1.", HelpName = "N" };

    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "For a job folder: which of the tasks this is, counted from 0, and of how many. Default: the number in SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX or AWS_BATCH_JOB_ARRAY_INDEX, else all of them.",
        HelpName = "I/N",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _rowsPerPart, _shards, _shard })
            command.Options.Add(option);
    }

    /// <summary>Rejects them where there is no job folder.</summary>
    public void RefuseAll(ParseResult parsed)
    {
        foreach (Option<string?> option in new[] { _rowsPerPart, _shards, _shard })
        {
            if (parsed.GetValue(option) != null)
                throw new BadInputException($"{option.Name} is for job folders; let --out name a folder (end it in /), or leave it out.") { Code = "option.conflict", Key = option.Name };
        }
    }

    /// <summary>The values.</summary>
    public JobSettings Read(ParseResult parsed)
    {
        int? rows = parsed.GetValue(_rowsPerPart) is { } text ? OptionValues.Positive(_rowsPerPart.Name, text) : null;
        int? shards = parsed.GetValue(_shards) is { } number ? OptionValues.Positive(_shards.Name, number) : null;
        if (parsed.GetValue(_shard) is { } shard)
        {
            string[] both = shard.Split('/');
            if (both.Length != 2)
                throw new BadInputException($"{_shard.Name} {shard} is not I/N, such as 0/8 for the first of eight.") { Code = "option.value", Key = _shard.Name };

            int of = OptionValues.Positive($"{_shard.Name} {shard}: N", both[1]), task = OptionValues.AtLeast(0, $"{_shard.Name} {shard}: I", both[0]);
            if (task >= of)
                throw new BadInputException($"{_shard.Name} {shard}: tasks are counted from 0, so the last of {of} is {of - 1}/{of}.") { Code = "option.value", Key = _shard.Name };

            if (shards is { } other && other != of)
                throw new BadInputException($"{_shard.Name} {shard} and {_shards.Name} {other} contradict each other; leave one out.") { Code = "option.conflict", Key = _shards.Name };

            return new JobSettings(rows, of, task, _shard.Name);
        }

        foreach (string variable in TaskVariables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
                return new JobSettings(rows, shards, OptionValues.AtLeast(0, variable, value), variable);
        }

        return new JobSettings(rows, shards, null, null);
    }
}

/// <summary>What is asked of a job folder.</summary>
/// <param name="RowsPerPart">--rows-per-part; null if it is not given.</param>
/// <param name="Shards">How many tasks there are; null if nothing says so.</param>
/// <param name="Shard">Which of them this is; null for all.</param>
/// <param name="ShardSource">The option or variable that says which.</param>
internal sealed record JobSettings(int? RowsPerPart, int? Shards, int? Shard, string? ShardSource);
