namespace MLNetBert.Encoder.Featurizing;

/// <summary>The prompts of a featurizer: which one counts, and how many tokens of a text are its. Thread-safe.</summary>
internal sealed class PromptTokens
{
    private readonly BertModel _model;
    private const int Remembered = 64;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int>? _lengths;

    /// <exception cref="BadInputException">The options name a prompt that the folder does not have.</exception>
    public PromptTokens(BertModel model, FeaturizerOptions options)
    {
        _model = model;
        _lengths = model.IncludesPrompt ? null : new(StringComparer.Ordinal);
        Usual = options.Prompt ?? model.FindPrompt(options.PromptName);
    }

    /// <summary>The prompt of texts that have none of their own; empty: none.</summary>
    public string Usual { get; }

    /// <summary>
    /// How many tokens at the beginning of a text are not pooled: those of the prompt alone with what is put before a text, as in
    /// sentence-transformers. 0 if they are pooled too.
    /// </summary>
    public int Skip(string prompt) => prompt.Length == 0 || _lengths == null ? 0 : _lengths.Count < Remembered ? _lengths.GetOrAdd(prompt, Count) : _lengths.TryGetValue(prompt, out int count) ? count : Count(prompt);

    private int Count(string prompt)
    {
        List<int> ids = [];
        _model.Tokenizer.EncodeTo(prompt, int.MaxValue, ids);

        // Only the last is left out, even if more stand behind a text.
        return ids.Count - Math.Min(1, _model.Tokenizer.SingleTemplate.After.Count);
    }
}
