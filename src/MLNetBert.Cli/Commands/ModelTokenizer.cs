using MLNetBert.Tokenization;

namespace MLNetBert.Cli.Commands;

/// <summary>The tokenizer of a model folder, which need not hold a model.</summary>
internal sealed class ModelTokenizer
{
    private ModelTokenizer(PreTrainedTokenizer tokenizer, int? maxLength) => (Tokenizer, MaxLength) = (tokenizer, maxLength);

    /// <summary>The tokenizer.</summary>
    public PreTrainedTokenizer Tokenizer { get; }

    /// <summary>What longer texts are cut to unless an option says otherwise; null where the folder says nothing.</summary>
    public int? MaxLength { get; }

    /// <summary>Opens the tokenizer of a folder, or the embedded model's.</summary>
    public static ModelTokenizer Open(string? path)
    {
        path ??= Path.Combine(AppContext.BaseDirectory, "models", "all-MiniLM-L6-v2");
        PreTrainedTokenizer tokenizer = PreTrainedTokenizer.Open(path);
        return new ModelTokenizer(tokenizer, tokenizer.ModelMaxLength);
    }
}
