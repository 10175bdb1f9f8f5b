namespace MLNetBert.Shared.Jobs;

/// <summary>What stands beside a part, and says that it is done.</summary>
/// <param name="Job">The job to which it belongs.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="BadRows">How many rows more could not be used.</param>
/// <param name="Bytes">The length of its file.</param>
/// <param name="Sha256">The hash of its bytes, in hexadecimal digits.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Finished">When it was done, in UTC, by the clock of its machine.</param>
/// <param name="Machine">Which machine made it.</param>
/// <param name="Kernels">That machine's kind of processor kernels.</param>
/// <param name="Fingerprint">The fingerprint of what made its vectors, on that machine.</param>
internal sealed record PartMarker(string Job, int Rows, int BadRows, long Bytes, string Sha256, double Seconds, DateTime Finished, string Machine, string Kernels, string Fingerprint)
{
    /// <summary>Reads a marker; null if there is none, or it is not whole.</summary>
    public static PartMarker? Read(string path)
    {
        try
        {
            // Sharing everything spares a lock, which counts when there are 100,000.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            using var json = JsonDocument.Parse(content);
            return Parse(json.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The marker as bytes.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", JobPlan.Schema);
            json.WriteString("job", Job);
            json.WriteNumber("rows", Rows);
            json.WriteNumber("bad_rows", BadRows);
            json.WriteNumber("bytes", Bytes);
            json.WriteString("sha256", Sha256);
            json.WriteNumber("seconds", Math.Round(Seconds, 3));
            json.WriteString("finished", Finished);
            json.WriteString("machine", Machine);
            json.WriteString("kernels", Kernels);
            json.WriteString("fingerprint", Fingerprint);
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.ToArray();
    }

    private static PartMarker Parse(JsonElement root) => new(
        root.GetProperty("job").GetString()!,
        root.GetProperty("rows").GetInt32(),
        root.GetProperty("bad_rows").GetInt32(),
        root.GetProperty("bytes").GetInt64(),
        root.GetProperty("sha256").GetString()!,
        root.GetProperty("seconds").GetDouble(),
        root.GetProperty("finished").GetDateTime(),
        root.GetProperty("machine").GetString()!,
        root.GetProperty("kernels").GetString()!,
        root.GetProperty("fingerprint").GetString()!);
}
