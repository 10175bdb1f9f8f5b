namespace MLNetBert.Tokenizing;

/// <summary>A tokenizer that a stage uses, the files it was read from, and what to delete with the stage.</summary>
internal sealed class OpenTokenizer(PreTrainedTokenizer tokenizer, ModelFiles files, IDisposable? unpacked) : IDisposable
{
    public PreTrainedTokenizer Tokenizer => tokenizer;

    public static OpenTokenizer Of(BertModel model) => new(model.Tokenizer, ModelFiles.OfTokenizer(model), null);

    public void Write(BinaryWriter writer, bool embed) => files.Write(writer, embed);

    public static OpenTokenizer Read(BinaryReader reader, out bool embedded)
    {
        (ModelFiles? files, IDisposable? unpacked) = ModelFiles.Read(reader, out embedded);
        try
        {
            return new(PreTrainedTokenizer.Open(files.Folder), files, unpacked);
        }
        catch
        {
            unpacked?.Dispose();
            throw;
        }
    }

    public void Dispose() => unpacked?.Dispose();
}
