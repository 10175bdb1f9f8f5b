namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>From text to ids with the normalizer and the pre-tokenizer as they are, and a cache in front of the model.</summary>
internal sealed class CachingEncoder(Normalizer? normalizer, PreTokenizer? preTokenizer, TokenModel model, WorkBudget budget) : FusedEncoder
{
    private readonly PreTokenizedText _text = new(budget);
    private readonly TokenList _tokens = new(budget);
    private readonly WordCache _cache = new();

    /// <summary>The encoder, or null if a piece's words depend on where it is, which the encoder does not know.</summary>
    public static CachingEncoder? For(Normalizer? normalizer, PreTokenizer? preTokenizer, TokenModel model) =>
        preTokenizer is { DependsOnPosition: true } ? null : new CachingEncoder(normalizer, preTokenizer, model, WorkBudget.For(0));

    public override FusedEncoder Clone(WorkBudget budget) => new CachingEncoder(normalizer, preTokenizer, model, budget);

    public override void Encode(ReadOnlySpan<char> text, List<int> ids, int limit)
    {
        budget.Part = "normalizer";
        _text.Text.SetUnaligned(WellFormed.Of(text));
        normalizer?.Normalize(_text.Text);
        budget.Part = "pre_tokenizer";
        _text.Reset();
        preTokenizer?.PreTokenize(_text);
        budget.Part = "model";
        ReadOnlySpan<char> units = _text.Text.Chars;
        foreach ((int start, int end) in CollectionsMarshal.AsSpan(_text.Pieces))
        {
            if (ids.Count >= limit)
                return;
            ReadOnlySpan<char> word = units[start..end];
            if (_cache.TryAppend(word, ids, out uint place))
                continue;
            _tokens.Begin(details: false);
            model.Tokenize(word, 0, _tokens);
            ids.AddRange(_tokens.Ids);
            _cache.Put(place, word, CollectionsMarshal.AsSpan(_tokens.Ids));
        }
    }
}
