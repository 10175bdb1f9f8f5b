namespace MLNetBert.Cli.Options;

/// <summary>The tokenizer of a model folder, which need not contain a model.</summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="MaxLength">What longer texts are cut to unless an option says otherwise; null if the folder says nothing.</param>
internal sealed record ModelTokenizer(PreTrainedTokenizer Tokenizer, Sourced<int>? MaxLength)
{
    /// <summary>Opens the tokenizer of a folder, of a single .onnx or tokenizer file, or for null of the embedded model.</summary>
    public static ModelTokenizer Open(string? path)
    {
        path ??= BertModelFolder.FindEmbedded();
        string folder = File.Exists(path) ? BertModelFolder.FolderOf(path) : path;
        var tokenizer = PreTrainedTokenizer.Open(path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? folder : path);
        return new ModelTokenizer(tokenizer, LengthLimits.OfFolder(folder, tokenizer));
    }
}
