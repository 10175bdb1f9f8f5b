using System.Security.Cryptography;

namespace MLNetBert.Shared.Jobs;

/// <summary>A job, as job.json has it: what is read, what is made of it, and where each part starts.</summary>
internal sealed class JobPlan
{
    /// <summary>The version of the files of a job folder that is written here, and the newest that is understood.</summary>
    public const int Schema = 1;

    /// <summary>The version of the command that made the job.</summary>
    public required string Version { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The fingerprint of what makes a vector, on the machine that made the job.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What went into the fingerprint, but for the kind of processor.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Vectors { get; init; }

    /// <summary>The other options that decide what is in the parts.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Options { get; init; }

    /// <summary>How many values a row's features have.</summary>
    public required int Dimension { get; init; }

    /// <summary>float32 or float16.</summary>
    public required string Type { get; init; }

    /// <summary>The name of the ids' type.</summary>
    public required string Id { get; init; }

    /// <summary>The rows of a part; the last may have fewer.</summary>
    public required int RowsPerPart { get; init; }

    /// <summary>Into how many tasks the parts are dealt, one after another.</summary>
    public required int Shards { get; init; }

    /// <summary>The inputs, in order.</summary>
    public required IReadOnlyList<JobInput> Inputs { get; init; }

    /// <summary>Where each part starts.</summary>
    public required IReadOnlyList<PartStart> Parts { get; init; }

    /// <summary>The rows of all inputs, bad ones included.</summary>
    public long Rows => Inputs.Sum(input => input.Rows);

    /// <summary>What parts of this job are known by: equal for plans that give the same parts.</summary>
    public string Job => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        [Version, .. Vectors.Concat(Options).Select(part => $"{part.Key}={part.Value}"), Type, Id, $"{RowsPerPart}", .. Inputs.Select(input => input.Sha256)]))))[..32];

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
            using var json = JsonDocument.Parse(content);
            JsonElement root = json.RootElement;
            int oldest = root.GetProperty("reader").GetInt32();
            if (oldest > Schema)
                throw new BadInputException($"{path} was made by version {root.GetProperty("version").GetString()} and needs a reader of the version {oldest}, but this one is {Schema}; take a newer release.") { Code = "job.version", File = path };

            return Parse(root);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BadInputException($"{path} is damaged ({e.Message.Split(" LineNumber:")[0].TrimEnd('.')}); run the same extract again, which makes it again and keeps the parts.", e) { Code = "job.damaged", File = path };
        }
    }

    /// <summary>The plan as bytes.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            json.WriteNumber("reader", Schema);
            json.WriteString("version", Version);
            json.WriteString("job", Job);
            json.WriteString("model", Model);
            json.WriteString("fingerprint", Fingerprint);
            Write(json, "vectors", Vectors);
            Write(json, "options", Options);
            json.WriteNumber("dimension", Dimension);
            json.WriteString("dtype", Type);
            json.WriteString("id", Id);
            json.WriteNumber("rows", Rows);
            json.WriteNumber("rows_per_part", RowsPerPart);
            json.WriteNumber("shards", Shards);
            json.WriteStartArray("inputs");
            foreach (JobInput input in Inputs)
                Write(json, input);

            json.WriteEndArray();
            json.WriteStartArray("parts");
            foreach (PartStart part in Parts)
                json.WriteRawValue($"{{\"input\":{part.Input},\"offset\":{part.Offset},\"row\":{part.Row},\"line\":{part.Line}}}", skipInputValidation: true);

            json.WriteEndArray();
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.ToArray();
    }

    private static JobPlan Parse(JsonElement root) => new()
    {
        Version = root.GetProperty("version").GetString()!,
        Model = root.GetProperty("model").GetString()!,
        Fingerprint = root.GetProperty("fingerprint").GetString()!,
        Vectors = Pairs(root.GetProperty("vectors")),
        Options = Pairs(root.GetProperty("options")),
        Dimension = root.GetProperty("dimension").GetInt32(),
        Type = root.GetProperty("dtype").GetString()!,
        Id = root.GetProperty("id").GetString()!,
        RowsPerPart = root.GetProperty("rows_per_part").GetInt32(),
        Shards = root.GetProperty("shards").GetInt32(),
        Inputs = [.. root.GetProperty("inputs").EnumerateArray().Select(ReadInput)],
        Parts = [.. root.GetProperty("parts").EnumerateArray().Select(part => new PartStart(
            part.GetProperty("input").GetInt32(), part.GetProperty("offset").GetInt64(), part.GetProperty("row").GetInt64(), part.GetProperty("line").GetInt64()))],
    };

    private static JobInput ReadInput(JsonElement input) => new(
        input.GetProperty("path").GetString()!,
        input.GetProperty("length").GetInt64(),
        input.GetProperty("modified").GetDateTime(),
        input.GetProperty("sha256").GetString()!,
        input.GetProperty("format").GetString()!,
        input.GetProperty("compressed").GetBoolean(),
        input.GetProperty("header").GetInt64(),
        input.GetProperty("rows").GetInt64());

    private static void Write(Utf8JsonWriter json, JobInput input)
    {
        json.WriteStartObject();
        json.WriteString("path", input.Path);
        json.WriteNumber("length", input.Length);
        json.WriteString("modified", input.Modified);
        json.WriteString("sha256", input.Sha256);
        json.WriteString("format", input.Format);
        json.WriteBoolean("compressed", input.Compressed);
        json.WriteNumber("header", input.Header);
        json.WriteNumber("rows", input.Rows);
        json.WriteEndObject();
    }

    private static KeyValuePair<string, string>[] Pairs(JsonElement element) =>
        [.. element.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, property.Value.GetString()!))];

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in pairs)
            json.WriteString(key, value);

        json.WriteEndObject();
    }
}
