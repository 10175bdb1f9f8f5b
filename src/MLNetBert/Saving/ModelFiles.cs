namespace MLNetBert.Saving;

/// <summary>The files of a model that a stage needs, to save them: the files themselves, or where they are, with their hashes.</summary>
/// <param name="folder">The folder.</param>
/// <param name="names">The files in it, with '/'.</param>
/// <param name="copy">Writes a file's bytes to a stream, and says how many there are.</param>
/// <param name="complete">Whether they are all: not if the model's tokenizer is none of them.</param>
internal sealed class ModelFiles(string folder, IReadOnlyList<string> names, Func<string, Stream, long> copy, bool complete = true)
{
    public static ModelFiles OfModel(BertModel model) => Of(model, model.Files);

    public static ModelFiles OfTokenizer(BertModel model) => Of(model, model.TokenizerFiles);

    /// <summary>Files that are in memory.</summary>
    public static ModelFiles InMemory(string folder, IReadOnlyDictionary<string, byte[]> files) => new(folder, [.. files.Keys], (name, to) =>
    {
        to.Write(files[name]);
        return files[name].Length;
    });

    /// <exception cref="InvalidOperationException">The model was opened with a tokenizer that is not its folder's, or has a file outside of it.</exception>
    public void Write(ModelSaveContext context, bool embed)
    {
        BinaryWriter writer = MLNetInternals.Writer(context);
        if (!complete)
            throw new InvalidOperationException($"The model '{folder}' was opened with a tokenizer that is not its folder's, which cannot be saved; put the tokenizer's files into the folder and open that.");
        if (names.FirstOrDefault(name => SavedNames.WhyNot(name) != null) is { } outside)
            throw new InvalidOperationException($"The model '{folder}' needs '{outside}', which cannot be saved with it; put all its files into one folder and open that.");
        writer.Write(embed);
        if (!embed)
            writer.Write(folder);
        writer.Write(names.Count);
        foreach (string name in names)
        {
            (long length, byte[] hash) = Measure(name);
            writer.Write(name);
            writer.Write(length);
            writer.Write(hash);
            if (embed)
                PackedFiles.Write(context, name, length, hash, to => copy(name, to));
        }
    }

    private static ModelFiles Of(BertModel model, IReadOnlyList<string> names)
        => new(Path.GetFullPath(model.Folder), names, model.CopyFile, complete: model.Options.Tokenizer == null);

    private (long Length, byte[] Hash) Measure(string name)
    {
        long length = 0;
        byte[] hash = PackedFiles.HashOf(Stream.Null, to => length = copy(name, to));
        return (length, hash);
    }
}
