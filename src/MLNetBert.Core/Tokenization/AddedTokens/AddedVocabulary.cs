using MLNetBert.Tokenization.Pipeline;

namespace MLNetBert.Tokenization.AddedTokens;

/// <summary>
/// The added tokens of a tokenizer and their ids: the model's id where its vocabulary has the token, else the next free one.
/// Immutable and thread-safe.
/// </summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, AddedToken> _tokens = [];

    public AddedVocabulary(IReadOnlyList<AddedToken> tokens, TokenModel model, Normalizer? normalizer)
    {
        int next = model.Count;
        var seen = new HashSet<AddedToken>();
        foreach (AddedToken token in tokens)
        {
            if (token.Content.Length == 0 || !seen.Add(token))
            {
                continue;
            }

            int id = _ids.TryGetValue(token.Content, out int known) ? known : model.TokenToId(token.Content) ?? next;
            next = Math.Max(next, id + 1);
            _ids[token.Content] = id;
            _tokens[id] = token;
        }

        // Special tokens first: of equal patterns the first counts.
        List<AddedToken> order = [.. _tokens.Values.Where(t => t.Special), .. _tokens.Values.Where(t => !t.Special)];
        Raw = new(order.Where(t => !t.Normalized).Select(t => (t.Content, t, _ids[t.Content])));
        Normalized = new(order.Where(t => t.Normalized).Select(t => (normalizer == null ? t.Content : normalizer.Normalize(t.Content), t, _ids[t.Content])));
        MaxId = _tokens.Count == 0 ? -1 : _tokens.Keys.Max();
    }

    /// <summary>The tokens that are searched in the text as it is.</summary>
    public AddedTokenMatcher Raw { get; }

    /// <summary>The tokens that are searched in the normalized text.</summary>
    public AddedTokenMatcher Normalized { get; }

    public int MaxId { get; }

    public int? Find(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    public AddedToken? Token(int id) => _tokens.GetValueOrDefault(id);
}
