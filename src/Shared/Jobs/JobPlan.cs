using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace MLNetBert.Shared.Jobs;

/// <summary>A job, as job.json has it: what is read, what is made of it, and where each part starts.</summary>
internal sealed class JobPlan
{
    /// <summary>The version of the files of a job folder that is written here, and the newest that is understood.</summary>
    public const int CurrentSchema = 1;

    private const long MostRows = 1L << 40;

    private long? _rows;

    /// <summary>The version of the files.</summary>
    public int Schema => CurrentSchema;

    /// <summary>The oldest version of a reader that understands them.</summary>
    public int Reader { get; init; } = CurrentSchema;

    /// <summary>The version of the command that made the job.</summary>
    public required string Version { get; init; }

    /// <summary>What parts of this job are known by: equal for plans that give the same parts.</summary>
    [JsonIgnore]
    public string Job => field ??= Hash();

    /// <summary>The same, as the file says it.</summary>
    [JsonPropertyName("job")]
    public string StatedJob { get => field ?? Job; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The fingerprint of what makes a vector, on the machine that made the job.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What went into the fingerprint, but for the kind of processor.</summary>
    public required IReadOnlyDictionary<string, string> Vectors { get; init; }

    /// <summary>The other options that decide what is in the parts.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>How many values a row's features have.</summary>
    public required int Dimension { get; init; }

    /// <summary>float32 or float16.</summary>
    [JsonPropertyName("dtype")]
    public required string Type { get; init; }

    /// <summary>The name of the ids' type.</summary>
    public required string Id { get; init; }

    /// <summary>The rows of all inputs, bad ones included.</summary>
    public long Rows => _rows ??= Inputs.Sum(input => input.Rows);

    /// <summary>The rows of a part; the last may have fewer.</summary>
    public required int RowsPerPart { get; init; }

    /// <summary>Into how many tasks the parts are dealt, one after another.</summary>
    public required int Shards { get; init; }

    /// <summary>The inputs, in order.</summary>
    public required IReadOnlyList<JobInput> Inputs { get; init; }

    /// <summary>Where each part starts.</summary>
    public required IReadOnlyList<PartStart> Parts { get; init; }

    /// <summary>How many rows a part has, bad ones included.</summary>
    public int RowsOf(int part) => (int)Math.Min(RowsPerPart, Rows - ((long)part * RowsPerPart));

    /// <summary>Reads a folder's plan.</summary>
    /// <exception cref="BadInputException">There is none, it is damaged, or from a newer version.</exception>
    public static JobPlan Read(string folder)
    {
        string path = JobFolder.PlanOf(folder);
        if (!File.Exists(path))
            throw new BadInputException($"{folder} is no job folder: it has no {JobFolder.PlanName}; name the folder that extract was given with --out.") { Code = "job.missing", File = folder };

        byte[] content = RegularFile.ReadAllBytes(path);
        try
        {
            return JsonSerializer.Deserialize(content, JobJson.Plain.JobPlan) is { Reader: <= CurrentSchema } plan && plan.IsSound() && plan.Job == plan.StatedJob ? plan : throw new JsonException("what it says does not fit together");
        }
        catch (JsonException e)
        {
            throw Newer(path, content) ?? new BadInputException($"{path} is damaged ({e.Message.Split(" LineNumber:")[0].TrimEnd('.')}); run the same extract again, which makes it again and keeps the parts.", e) { Code = "job.damaged", File = path };
        }
    }

    /// <summary>The plan as bytes.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, JobJson.Plain.JobPlan), (byte)'\n'];

    private static BadInputException? Newer(string path, byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, JobJson.Plain.JobHead) is { Reader: > CurrentSchema } head
                ? new($"{path} was made by version {head.Version} and needs a reader of the version {head.Reader}, but this one is {CurrentSchema}; take a newer release.") { Code = "job.version", File = path }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n',
        [
            Version, .. Vectors.Concat(Options).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"), Type, Id, $"{Dimension}", $"{RowsPerPart}",
            .. Inputs.Select(input => $"{input.Sha256} {input.Format} {input.Header} {input.Rows}"),
        ])));
        long[] starts = new long[4 * Parts.Count];
        for (int i = 0; i < Parts.Count; i++)
            (starts[4 * i], starts[(4 * i) + 1], starts[(4 * i) + 2], starts[(4 * i) + 3]) = (Parts[i].Input, Parts[i].Offset, Parts[i].Row, Parts[i].Line);

        hash.AppendData(MemoryMarshal.AsBytes<long>(starts));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    // Parts follow each other without a gap, and numbers are such that can be computed with.
    private bool IsSound()
    {
        if (Dimension < 1 || RowsPerPart < 1 || Shards < 1 || Type is not ("float32" or "float16") || Vectors.Concat(Options).Any(pair => pair.Value == null) || Inputs.Any(input => input is not { Rows: > 0 and < MostRows, Header: >= 0 }))
            return false;

        var before = new List<long> { 0 };
        foreach (JobInput input in Inputs)
            before.Add(before[^1] + input.Rows);

        return Parts.Count == (before[^1] + RowsPerPart - 1) / RowsPerPart
            && Parts.Index().All(part => part.Item.Input >= 0 && part.Item.Input < Inputs.Count && part.Item is { Offset: >= 0, Row: >= 0, Line: >= 0 } && before[part.Item.Input] + part.Item.Row == (long)part.Index * RowsPerPart);
    }
}

/// <summary>What can be read of a plan of another version.</summary>
/// <param name="Reader">The oldest version of a reader that understands it.</param>
/// <param name="Version">The version of the command that made it.</param>
internal sealed record JobHead(int Reader, string Version);
