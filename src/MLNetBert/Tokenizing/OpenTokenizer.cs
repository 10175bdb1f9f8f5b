namespace MLNetBert.Tokenizing;

/// <summary>A tokenizer that a stage uses, and the files that it was read from.</summary>
internal sealed class OpenTokenizer(PreTrainedTokenizer tokenizer, ModelFiles files)
{
    public PreTrainedTokenizer Tokenizer => tokenizer;

    public static OpenTokenizer Of(BertModel model) => new(model.Tokenizer, ModelFiles.OfTokenizer(model));

    public void Write(ModelSaveContext context, bool embed) => files.Write(context, embed);

    /// <summary>Opens it; the files, which are small, are kept in memory, so that it can be saved again.</summary>
    public static OpenTokenizer Read(ModelLoadContext context, SavedReader reader, out bool embedded)
    {
        using var files = SavedFiles.Read(context, reader);
        embedded = files.Embedded;
        var bytes = files.Names.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(files.Folder, name)));
        return new(PreTrainedTokenizer.Open(files.Folder), ModelFiles.InMemory(files.Folder, bytes));
    }
}
