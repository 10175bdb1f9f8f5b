namespace MLNetBert;

/// <summary>A text with what is to be learnt of it.</summary>
/// <param name="Text">The text; may be empty.</param>
/// <param name="Label">Its class, by any name; for regression a number, as invariant text.</param>
public sealed record LabeledText(string Text, string Label)
{
    /// <summary>The second text of a pair; null if there is only one. All rows of a data set have one, or none has.</summary>
    public string? TextPair { get; init; }

    /// <summary>Rows of one group, such as the mails of one sender, never stand on both sides of a split; null: the row stands for itself.</summary>
    public string? Group { get; init; }
}
