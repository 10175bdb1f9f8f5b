namespace MLNetBert.Internals;

/// <summary>A model in a saved stage.</summary>
internal static class ModelPayload
{
    public static void Write(BinaryWriter writer, BertModel model, bool embed)
    {
        var files = ModelFiles.OfModel(model);
        writer.Write(Path.GetRelativePath(files.Folder, Path.GetFullPath(model.ModelFile)).Replace('\\', '/'));
        files.Write(writer, embed);
    }

    /// <exception cref="BadInputException">A file is missing, damaged or changed.</exception>
    public static OpenModel Read(BinaryReader reader, out bool embedded)
    {
        var graph = reader.ReadString();
        var (files, unpacked) = ModelFiles.Read(reader, out embedded);
        try
        {
            return OpenModel.Owned(BertModel.Open(files.Folder, new BertModelOptions { ModelFile = graph }), unpacked);
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
