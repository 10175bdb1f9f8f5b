namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>Turns tokens back into pieces of text, which are then joined. Immutable and thread-safe.</summary>
internal abstract class Decoder
{
    /// <summary>Changes the list in place; the list may become shorter or longer.</summary>
    public abstract void Decode(List<string> tokens, WorkBudget budget);
}
