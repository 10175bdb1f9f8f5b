namespace MLNetBert;

/// <summary>What <c>FeaturizeBert</c> and <c>ScoreBert</c> let one say about the texts and how they are run. Whatever is null comes from the model's folder.</summary>
public abstract class BertTextOptions
{
    private protected BertTextOptions()
    {
    }

    /// <summary>The text column with the second text of each pair; null: single texts. A row whose second text is empty is a pair too.</summary>
    public string? TextPairColumnName { get; set; }

    /// <summary>What is put in front of every text, or the first of a pair; empty: nothing; null: <see cref="PromptName"/>.</summary>
    public string? Prompt { get; set; }

    /// <summary>The name of one of <see cref="BertModel.Prompts"/>, such as query; null: <see cref="BertModel.DefaultPromptName"/>.</summary>
    public string? PromptName { get; set; }

    /// <summary>The number of tokens, special ones included, that longer texts are cut to; null: <see cref="BertModel.MaxLength"/>.</summary>
    public int? MaxLength { get; set; }

    /// <summary>How many texts run at the same time; null: one per core. The features are the same bits in any case.</summary>
    public int? Threads { get; set; }

    /// <summary>The greatest number of texts that a cursor reads ahead, so that those of equal length run together. Default 2048.</summary>
    public int Window { get; set; } = 2048;

    /// <summary>
    /// For how many texts the stage remembers the vectors, so that a trainer that reads the data many times runs the model
    /// once per text. Each takes 4 bytes per dimension, plus the text. When the memory is full, further texts are computed each time they
    /// are read; 0: no memory. Default 65,536 (100 MB at 384 dimensions).
    /// </summary>
    public int MemoCapacity { get; set; } = 65_536;

    /// <summary>Whether a saved model contains the model folder's files (the default), or only its path and their hashes.</summary>
    public bool SaveModelFiles { get; set; } = true;

    /// <summary>The column with the texts.</summary>
    internal abstract string TextColumnName { get; }
}
