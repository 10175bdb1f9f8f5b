namespace MLNetBert.Tokenizers.AddedTokens;

/// <summary>
/// The added tokens of a tokenizer and their ids: the model's id if its vocabulary has the token, else the next free one.
/// Immutable and thread-safe.
/// </summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, AddedToken> _tokens = [];
    private readonly HashSet<string> _special = new(StringComparer.Ordinal);

    public AddedVocabulary(IReadOnlyList<AddedToken> tokens, TokenModel model, Normalizer? normalizer, WorkBudget budget)
    {
        // Special tokens are searched first, since of equal patterns the first counts. If a token is given several times, the flags given last
        // count, but each says for itself in which text it is searched, and once special it stays special.
        List<AddedToken> order = [.. tokens.Where(t => t.Special && t.Content.Length > 0 && _special.Add(t.Content))];
        var seen = new HashSet<AddedToken>();
        int next = model.Count;
        foreach (AddedToken token in tokens)
        {
            if (token.Content.Length == 0 || !seen.Add(token))
                continue;

            int id = _ids.TryGetValue(token.Content, out int known) ? known : token.Id ?? model.TokenToId(token.Content) ?? next;
            next = Math.Max(next, id + 1);
            _ids[token.Content] = id;
            _tokens[id] = token;
            if (!_special.Contains(token.Content))
                order.Add(token);
        }

        Raw = Matcher(order.Where(t => !t.Normalized), t => t.Content);
        budget.Begin(order.Sum(token => (long)token.Content.Length));
        long units = 0;
        Normalized = Matcher(order.Where(t => t.Normalized), Normalize);
        MaxId = _tokens.Count == 0 ? -1 : _tokens.Keys.Max();

        string Normalize(AddedToken token)
        {
            string pattern = normalizer == null ? token.Content : normalizer.Normalize(token.Content, budget);
            budget.CheckUnits(units += pattern.Length);
            return pattern;
        }
    }

    /// <summary>The tokens that are searched in the raw text.</summary>
    public AddedTokenMatcher Raw { get; }

    /// <summary>The tokens that are searched in the normalized text.</summary>
    public AddedTokenMatcher Normalized { get; }

    public int MaxId { get; }

    public int? Find(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    /// <summary>Whether decoding may leave the token out.</summary>
    public bool IsSpecial(AddedToken token) => _special.Contains(token.Content);

    public AddedToken? Token(int id) => _tokens.GetValueOrDefault(id);

    private AddedTokenMatcher Matcher(IEnumerable<AddedToken> tokens, Func<AddedToken, string> pattern) =>
        new(tokens.Select(t => (pattern(t), _tokens[_ids[t.Content]], _ids[t.Content])));
}
