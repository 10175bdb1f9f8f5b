namespace MLNetBert;

/// <summary>A text, or a pair of texts that the model sees together.</summary>
/// <param name="Text">The text; may be empty.</param>
/// <param name="TextPair">The second text of a pair; null if there is only one.</param>
public readonly record struct TextInput(string Text, string? TextPair = null)
{
    /// <summary>What is put in front of the (first) text; null: the featurizer's prompt; empty: nothing.</summary>
    public string? Prompt { get; init; }

    /// <summary>A single text.</summary>
    public static implicit operator TextInput(string text) => new(text);
}
