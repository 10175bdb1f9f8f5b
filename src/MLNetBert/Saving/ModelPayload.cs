namespace MLNetBert.Saving;

/// <summary>A model in a saved stage.</summary>
internal static class ModelPayload
{
    public static void Write(BinaryWriter writer, BertModel model, bool embed)
    {
        var files = ModelFiles.OfModel(model);
        writer.Write(Path.GetRelativePath(files.Folder, Path.GetFullPath(model.ModelFile)).Replace('\\', '/'));
        BertModelOptions options = model.Options;
        foreach (string? option in (string?[])[options.InputIdsName, options.AttentionMaskName, options.TokenTypeIdsName, options.TokenVectorsName, options.SentenceEmbeddingName, options.HiddenLayer?.ToString()])
            writer.WriteOptional(option);
        files.Write(writer, embed);
    }

    /// <exception cref="BadInputException">A file is missing, damaged or changed.</exception>
    public static OpenModel Read(BinaryReader reader, out bool embedded)
    {
        // The order is the order of writing: initializers run in the order in which they are written.
        BertModelOptions options = new()
        {
            File = reader.ReadString(),
            InputIdsName = reader.ReadOptional(),
            AttentionMaskName = reader.ReadOptional(),
            TokenTypeIdsName = reader.ReadOptional(),
            TokenVectorsName = reader.ReadOptional(),
            SentenceEmbeddingName = reader.ReadOptional(),
            HiddenLayer = reader.ReadOptional() is { } layers ? HiddenLayers.Parse(layers) : null,
        };
        (ModelFiles? files, IDisposable? unpacked) = ModelFiles.Read(reader, out embedded);
        try
        {
            return OpenModel.Owned(BertModel.Open(files.Folder, options), unpacked);
        }
        catch
        {
            unpacked?.Dispose();
            throw;
        }
    }

    public static void WriteOptional(this BinaryWriter writer, string? text)
    {
        writer.Write(text != null);
        if (text != null)
            writer.Write(text);
    }

    public static string? ReadOptional(this BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
