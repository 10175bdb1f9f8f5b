using MLNetBert.Shared.Configuration;

namespace MLNetBert.Cli.Pull;

/// <summary>What a folder was made of. It is written into the folder, and tells a later run that nothing is to be done.</summary>
/// <param name="Endpoint">The hub.</param>
/// <param name="Repository">OWNER/NAME.</param>
/// <param name="Revision">The revision asked for.</param>
/// <param name="Commit">The commit that it was.</param>
/// <param name="Model">The .onnx.</param>
/// <param name="Files">All files, in the order of their paths.</param>
internal sealed record PullRecord(string Endpoint, string Repository, string Revision, string Commit, string Model, IReadOnlyList<HubFile> Files)
{
    /// <summary>Its name in the folder.</summary>
    public const string FileName = "mlnetbert-pull.json";

    /// <summary>As JSON, with a line break at its end.</summary>
    /// <param name="further">Writes further properties.</param>
    public byte[] ToJson(Action<Utf8JsonWriter>? further = null)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, PrintableJson.Indented))
        {
            json.WriteStartObject();
            further?.Invoke(json);
            json.WriteString("endpoint"u8, Endpoint);
            json.WriteString("repository"u8, Repository);
            json.WriteString("revision"u8, Revision);
            json.WriteString("commit"u8, Commit);
            json.WriteString("model"u8, Model);
            json.WriteStartArray("files"u8);
            foreach (HubFile file in Files)
            {
                json.WriteStartObject();
                json.WriteString("path"u8, file.Path);
                json.WriteNumber("size"u8, file.Size);
                json.WriteString(file.IsLfs ? "sha256" : "git_blob", file.Hash);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>A folder's record; null if it has none that can be read.</summary>
    public static PullRecord? Of(string folder)
    {
        if (!File.Exists(Path.Combine(folder, FileName)))
            return null;

        try
        {
            var root = ConfigNode.ReadFile(Path.Combine(folder, FileName));
            string Text(string key) => root.Required(key).String();
            return new PullRecord(Text("endpoint"), Text("repository"), Text("revision"), Text("commit"), Text("model"), [.. root.Required("files").Items().Select(ReadFile)]);
        }
        catch (BadInputException)
        {
            return null;
        }
    }

    /// <summary>The first file that is not in the folder as it was written there; null if all are.</summary>
    public HubFile? FirstChanged(string folder, CancellationToken cancellation) => Files.FirstOrDefault(file => !BlobHash.Matches(file, Path.Combine(folder, file.Path), cancellation));

    private static HubFile ReadFile(ConfigNode file)
    {
        string path = file.Required("path").String();
        HubPaths.RefuseLeaving(path);
        bool isLfs = !file["sha256"].IsNull;
        return new HubFile(path, (long)file.Required("size").Double(), file.Required(isLfs ? "sha256" : "git_blob").String(), isLfs);
    }
}
