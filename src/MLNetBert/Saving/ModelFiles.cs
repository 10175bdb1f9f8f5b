using System.Security.Cryptography;

namespace MLNetBert.Saving;

/// <summary>The files of a model folder that a saved stage needs: inside the saved file, or referred to by path and hash.</summary>
internal sealed class ModelFiles(string folder, string[] names, bool complete = true)
{
    private readonly string[] _names = names;

    public string Folder { get; } = folder;

    /// <summary>The tokenizer, the JSON files, and the ONNX file with its weights.</summary>
    public static ModelFiles OfModel(BertModel model)
    {
        string graph = Path.GetFullPath(model.ModelFile);
        // Separate weights are beside the graph, under its name: model.onnx_data, model.onnx.data.
        IEnumerable<string> weights = Directory.EnumerateFiles(Path.GetDirectoryName(graph)!, Path.GetFileName(graph) + "*");
        return Of(model, weights);
    }

    public static ModelFiles OfTokenizer(BertModel model) => Of(model, []);

    private static ModelFiles Of(BertModel model, IEnumerable<string> more)
    {
        string folder = Path.GetFullPath(model.Folder);
        IEnumerable<string> texts = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".json" or ".txt" or ".model" or ".codes" or ".jinja");
        return new ModelFiles(folder, [.. texts.Concat(more)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Distinct()
            .Order(StringComparer.Ordinal)], complete: model.Options.Tokenizer == null);
    }

    /// <exception cref="InvalidOperationException">The model was opened with a tokenizer that is not its folder's.</exception>
    public void Write(BinaryWriter writer, bool embed)
    {
        if (!complete)
            throw new InvalidOperationException($"The model '{Folder}' was opened with a tokenizer that is not its folder's, which cannot be saved; put the tokenizer's files into the folder and open that.");
        writer.Write(embed);
        writer.Write(Folder);
        writer.Write(_names.Length);
        foreach (string name in _names)
        {
            using FileStream file = File.OpenRead(Path.Combine(Folder, name));
            writer.Write(name);
            writer.Write(file.Length);
            writer.Write(SHA256.HashData(file));
            if (!embed)
                continue;
            file.Position = 0;
            writer.Flush();
            file.CopyTo(writer.BaseStream);
        }
    }

    /// <summary>The files, either unpacked to a temporary folder, which is returned beside them, or checked where they are.</summary>
    /// <exception cref="BadInputException">A file is missing, cut short or not the one that was saved.</exception>
    public static (ModelFiles Files, IDisposable? Unpacked) Read(BinaryReader reader, out bool embedded)
    {
        try
        {
            embedded = reader.ReadBoolean();
            string saved = reader.ReadString();
            TemporaryFolder? unpacked = embedded ? new TemporaryFolder() : null;
            try
            {
                var files = new ModelFiles(unpacked?.Path ?? saved, new string[reader.ReadInt32()]);
                for (int i = 0; i < files._names.Length; i++)
                {
                    files._names[i] = reader.ReadString();
                    (long length, byte[]? hash) = (reader.ReadInt64(), reader.ReadBytes(SHA256.HashSizeInBytes));
                    if (unpacked == null)
                        Check(saved, files._names[i], length, hash);
                    else
                        Unpack(reader, unpacked.Path, files._names[i], length, hash);
                }

                return (files, unpacked);
            }
            catch
            {
                unpacked?.Dispose();
                throw;
            }
        }
        catch (EndOfStreamException e)
        {
            throw new BadInputException("The saved pipeline was cut short inside its model files; copy the file again or save the pipeline again.", e) { Code = "saved.damaged" };
        }
    }

    private static void Check(string folder, string name, long length, byte[] hash)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
            throw new BadInputException($"The saved pipeline refers to '{path}', which does not exist here; bring the model folder to where it was, or save the pipeline with SaveModelFiles.") { Code = "saved.changed", File = path };
        using FileStream file = File.OpenRead(path);
        if (file.Length != length || !SHA256.HashData(file).AsSpan().SequenceEqual(hash))
            throw new BadInputException($"'{path}' is not the file that the pipeline was saved with (its SHA-256 differs); bring the old file back, or fit and save the pipeline again.") { Code = "saved.changed", File = path };
    }

    private static void Unpack(BinaryReader reader, string folder, string name, long length, byte[] hash)
    {
        string path = Path.GetFullPath(Path.Combine(folder, name));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new BadInputException($"The saved pipeline contains a model file named '{name}', which leads out of its folder; it was not written by this library.") { Code = "saved.damaged", File = name };
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (FileStream file = File.Create(path))
        {
            byte[] buffer = new byte[1 << 20];
            for (long left = length; left > 0;)
            {
                int read = reader.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
                if (read == 0)
                    throw new EndOfStreamException();
                file.Write(buffer, 0, read);
                sha.AppendData(buffer, 0, read);
                left -= read;
            }
        }

        if (!sha.GetHashAndReset().AsSpan().SequenceEqual(hash))
            throw new BadInputException($"The saved pipeline's '{name}' is damaged (its SHA-256 is not the one that was saved with it); copy the file again or save the pipeline again.") { Code = "saved.damaged", File = name };
    }
}
