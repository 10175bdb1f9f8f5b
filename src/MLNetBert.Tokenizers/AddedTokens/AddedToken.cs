namespace MLNetBert.Tokenizers.AddedTokens;

/// <summary>A token that is found in the text before the model sees it. Hugging Face's AddedToken.</summary>
internal sealed record AddedToken(string Content)
{
    /// <summary>Found only if no word character is next to it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Swallows white space before it.</summary>
    public bool LStrip { get; init; }

    /// <summary>Swallows white space after it.</summary>
    public bool RStrip { get; init; }

    /// <summary>Searched in the normalized text (its content normalized too) rather than in the raw one.</summary>
    public bool Normalized { get; init; }

    /// <summary>The id it has whatever the vocabulary says, or null: only tokenizers written in Python keep those of their files.</summary>
    public int? Id { get; init; }

    /// <summary>Omitted by Decode when special tokens are skipped.</summary>
    public bool Special { get; init; }
}
