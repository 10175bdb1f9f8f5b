namespace MLNetBert.Encoder.Quantization;

/// <summary>Writes a model folder whole or not at all.</summary>
internal static class NewFolder
{
    /// <exception cref="BadInputException">Something is there already, or the folder is the model's own.</exception>
    public static void Check(string folder, string source)
    {
        if (RegularFile.RealPath(folder) == RegularFile.RealPath(source))
            throw new BadInputException($"{folder} is the folder of the model that is to be quantized; name another for the int8 model.") { Code = "output.overwrites-input", File = folder };
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new BadInputException($"{folder} is there already and not an empty folder; name a new one.") { Code = "output.unwritable", File = folder };
    }

    /// <summary>Writes the model and what belongs to it: beside the folder, which then gets its name.</summary>
    public static void Write(string folder, string source, IEnumerable<string> files, byte[] model, CancellationToken cancellation)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), beside = Path.Combine(Path.GetDirectoryName(full)!, $".{Guid.NewGuid():N}.partial");
        try
        {
            Directory.CreateDirectory(beside);
            File.WriteAllBytes(Path.Combine(beside, "model.onnx"), model);
            foreach (string name in files.Concat(Licences(source)))
            {
                cancellation.ThrowIfCancellationRequested();
                string path = Path.Combine(beside, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using FileStream copy = File.Create(path);
                using FileStream original = RegularFile.Open(Path.Combine(source, name));
                original.CopyTo(copy);
            }

            cancellation.ThrowIfCancellationRequested();
            if (Directory.Exists(full))
                Directory.Delete(full); // Empty, or it would have been refused.
            Directory.Move(beside, full);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
        }
    }

    private static IEnumerable<string> Licences(string folder) => Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Where(name => name.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase) || name.StartsWith("NOTICE", StringComparison.OrdinalIgnoreCase));
}
