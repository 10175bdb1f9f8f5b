namespace MLNetBert;

public sealed partial class BertModel
{
    /// <summary>
    /// The files that count for a text's vector, with '/' and relative to <see cref="Folder"/>, in order: the ONNX file, those with its weights, the tokenizer's and the
    /// settings. No other file of the folder is ever read.
    /// </summary>
    public IReadOnlyList<string> Files => Source.Files;

    /// <summary>Those of the <see cref="Files"/> that do not belong to the graph: the tokenizer's and the settings.</summary>
    public IReadOnlyList<string> TokenizerFiles => Source.TokenizerFiles;

    internal IReadOnlyList<string> FilesBesideGraph => Source.FilesBesideGraph;

    /// <summary>Writes the bytes of one of the <see cref="Files"/> to a stream, and says how many there are.</summary>
    /// <exception cref="IOException">It can no longer be read.</exception>
    public long CopyFile(string name, Stream destination)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(destination);
        return Source.CopyFile(name, destination);
    }

    /// <summary>
    /// Holds the <see cref="Files"/> open until the model is closed, so that their folder can be deleted meanwhile, if its name will never be used again: whatever the model
    /// still reads, it reads through these handles. <see cref="ModelFile"/> is then the path that the file had.
    /// </summary>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public void HoldFiles() => Source.HoldFiles();
}
