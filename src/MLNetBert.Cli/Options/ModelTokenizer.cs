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
        bool isTokenizer = File.Exists(path) && !path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
        string folder = File.Exists(path) || Directory.Exists(path) ? BertModelFolder.FolderOf(path) : path;
        var tokenizer = PreTrainedTokenizer.Open(isTokenizer ? path : folder);
        return new ModelTokenizer(tokenizer, LengthLimits.OfFolder(folder, tokenizer));
    }
}
