namespace Microsoft.ML.Tokenizers;

/// <summary>Cuts a text into the stretches that a model then tokenizes one by one.</summary>
public abstract class PreTokenizer
{
    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(string text);

    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text);
}
