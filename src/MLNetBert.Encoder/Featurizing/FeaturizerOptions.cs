namespace MLNetBert;

/// <summary>How texts become features; everything unset comes from the model's folder. Immutable and thread-safe.</summary>
public sealed record FeaturizerOptions
{
    /// <summary>The pooling; null: <see cref="BertModel.DefaultPooling"/>.</summary>
    public TokenPooling? Pooling { get; init; }

    /// <summary>What is made of the logits of the pooling logits; other poolings take none. Default: none.</summary>
    public LogitActivation Activation { get; init; }

    /// <summary>Whether vectors are scaled to unit length (L2); null: <see cref="BertModel.DefaultNormalize"/>. With pooling none: each token's vector. Not with pooling logits, for which null means no.</summary>
    public bool? Normalize { get; init; }

    /// <summary>
    /// How many of a vector's values are kept: the first ones, before it is scaled to unit length (Matryoshka). Null: as the folder says
    /// (<see cref="BertModel.DefaultTruncateDim"/>), else all. Not with pooling none or logits.
    /// </summary>
    public int? TruncateDim { get; init; }

    /// <summary>What is put in front of every text, or the first of a pair; empty: nothing; null: <see cref="PromptName"/>.</summary>
    public string? Prompt { get; init; }

    /// <summary>The name of one of <see cref="BertModel.Prompts"/>, to be put in front of every text; null: <see cref="BertModel.DefaultPromptName"/>.</summary>
    public string? PromptName { get; init; }

    /// <summary>The number of tokens, special ones included, that longer texts are cut to; null: <see cref="BertModel.MaxLength"/>.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Which text of a pair is cut. A pair that cannot be cut that way is refused (<see cref="BadInputException"/>). Default longest first.</summary>
    public TruncationStrategy Truncation { get; init; }

    /// <summary>Whether a text that is longer than <see cref="MaxLength"/> is refused (<see cref="BadInputException"/>) rather than cut. Default false.</summary>
    public bool RefuseLonger { get; init; }

    /// <summary>How many batches run at the same time; null: one per core, and two with another <see cref="ExecutionProvider"/> than cpu. The features are the same bits in any case.</summary>
    public int? Threads { get; init; }

    /// <summary>How many texts are read ahead, so that those of equal length run together. The features are the same bits in any case. Default 2048.</summary>
    public int Window { get; init; } = 2048;

    /// <summary>
    /// How many characters (UTF-16) a window holds before it is run, however few texts that is, so that long documents do not fill the
    /// memory. Default 8,000,000.
    /// </summary>
    public int WindowCharacters { get; init; } = 8_000_000;

    /// <summary>How many tokens a window holds before it is run with pooling none, when each gives a vector. Default 16,384.</summary>
    public int WindowTokenVectors { get; init; } = 16_384;

    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or there is no such activation.</exception>
    internal void Check(string argument)
    {
        if (!Enum.IsDefined(Activation))
            throw new ArgumentOutOfRangeException(argument, $"{nameof(Activation)} is {Activation}; {string.Join(", ", Enum.GetNames<LogitActivation>())} are known.");
        foreach ((string name, int? value) in (ReadOnlySpan<(string, int?)>)[(nameof(Threads), Threads), (nameof(Window), Window), (nameof(WindowCharacters), WindowCharacters), (nameof(WindowTokenVectors), WindowTokenVectors)])
        {
            if (value < 1)
                throw new ArgumentOutOfRangeException(argument, $"{name} is {value}; at least 1 is expected.");
        }
    }
}
