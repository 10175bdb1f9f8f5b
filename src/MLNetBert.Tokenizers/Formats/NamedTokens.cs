using System.Text.Json;

namespace MLNetBert.Tokenizers.Formats;

/// <summary>
/// The added tokens of a folder, from every file that names some, in the order and with the flags of transformers: those of the main file;
/// then those with ids (added_tokens_decoder, or else added_tokens.json), by their ids; then the roles' tokens; then further special ones.
/// A token that the vocabulary lacks gets the next free id.
/// </summary>
internal sealed class NamedTokens
{
    private readonly TokenizerConfig _config;
    private readonly TokenModel _model;
    private readonly TokenRoles _roles;
    private readonly List<AddedToken> _tokens = [];
    private readonly List<TokenSource> _sources = [];
    private readonly List<string> _notes = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private NamedTokens(TokenizerConfig config, TokenizerParts parts, TokenRoles roles)
    {
        (_config, _model, _roles) = (config, parts.Model, roles);
        foreach (AddedToken token in parts.AddedTokens)
            Add(token, new TokenSource(token.Content, null, $"{parts.File}: added_tokens"));
    }

    /// <param name="config">The other files.</param>
    /// <param name="parts">What the main file says.</param>
    /// <param name="roles">The class's own tokens.</param>
    public static TokenizerParts Add(TokenizerConfig config, TokenizerParts parts, TokenRoles roles)
    {
        NamedTokens named = new(config, parts, roles);
        named.AddWithIds();
        named.AddRoles();
        named.AddFurther();
        return parts with { AddedTokens = named._tokens, TokenSources = named._sources, Notes = [.. parts.Notes, .. named._notes] };
    }

    private void AddWithIds()
    {
        ConfigNode decoder = _config["added_tokens_decoder"];
        if (!decoder.IsNull)
        {
            foreach ((int id, ConfigNode node) in decoder.Properties().Select(pair => (ReadId(pair.Key, pair.Value), pair.Value)).OrderBy(pair => pair.Item1))
            {
                AddedToken token = TokenizerJson.ReadAddedToken(node);
                if (IsRole(token.Content) && !token.Special)
                    token = token with { Special = true, Normalized = node["normalized"].Bool(missing: false) };
                Add(token, new TokenSource(token.Content, id, node.Source));
            }

            return;
        }

        if (_config.AddedTokensFile.IsNull)
            return;
        HashSet<string> special = [.. Further().Select(node => TokenizerConfig.Text(node)!)];
        foreach ((string text, int id) in _config.AddedTokensFile.TokenIds().OrderBy(pair => pair.Id))
        {
            bool isSpecial = special.Contains(text) || IsRole(text);

            // The flags that a tokenizer.json gives it count.
            if (!_known.Contains(text))
                Add(new AddedToken(text) { Special = isSpecial, Normalized = !isSpecial }, new TokenSource(text, id, $"{_config.AddedTokensFile.File}: {text}"));
        }
    }

    private void AddRoles()
    {
        foreach (string role in TokenRoles.Names)
        {
            ConfigNode said = _config.SpecialTokenNode(role);
            if (_roles.Of(_config, role) is not { Length: > 0 } text || _known.Contains(text))
                continue;

            // A class's own token may be one that this vocabulary does not have; so may one that a file names, if the model has no room for it.
            bool inVocabulary = _model.TokenToId(text) != null;
            if (!inVocabulary && (said.IsNull ? !_roles.InPython : HasNoRoom))
            {
                if (!said.IsNull)
                    NoteMissing(role, said, text);
                continue;
            }

            bool eatsSpace = role == "mask_token" && _roles.MaskEatsSpace;
            Add(ReadSpecial(said, new AddedToken(text) { Special = true, LStrip = eatsSpace }), new TokenSource(text, null, said.IsNull ? _config.Class?.Name ?? "the usual; no file says" : said.Source));
        }
    }

    private void AddFurther()
    {
        foreach (ConfigNode node in Further())
        {
            if (TokenizerConfig.Text(node) is { Length: > 0 } text && !_known.Contains(text))
                Add(ReadSpecial(node, new AddedToken(text) { Special = true }), new TokenSource(text, null, node.Source));
        }

        if (_config.ExtraTokens.Any())
            return;
        foreach (string text in _roles.Extra.Where(text => !_known.Contains(text) && _model.TokenToId(text) != null))
            Add(new AddedToken(text) { Special = true }, new TokenSource(text, null, _config.Class?.Name ?? ""));
    }

    private IEnumerable<ConfigNode> Further() => _config.NamedTokens.Concat(_config.ExtraTokens.SelectMany(list => list.Kind == JsonValueKind.Object ? list.Properties().Select(pair => pair.Value) : list.Items()));

    private bool IsRole(string text) => TokenRoles.Names.Any(role => _roles.Of(_config, role) == text);

    private bool HasNoRoom => _config.Model["vocab_size"].SizeOrNull() is int size && Math.Max(_model.Count, _model.MaxId + 1) >= size;

    private void NoteMissing(string role, ConfigNode said, string text)
    {
        // What pads instead is said elsewhere.
        if (role != "pad_token")
            _notes.Add($"{said.Source} is \"{text}\", which the vocabulary lacks and the model has no row for ({_config.Model["vocab_size"].Source}); it is read as text.");
    }

    private void Add(AddedToken token, TokenSource source)
    {
        if (_roles.InPython && source.Id == int.MaxValue)
            throw new BadInputException($"{source.Source} is the id {source.Id}, which is too large; {ConfigNode.Correct}.") { Code = "config.value" };
        _known.Add(token.Content);
        _tokens.Add(!_roles.InPython ? token : token with { Normalized = false, Id = source.Id });
        _sources.Add(source);
    }

    /// <summary>A string is a special token as it is; an object says its flags.</summary>
    private static AddedToken ReadSpecial(ConfigNode node, AddedToken plain) => node.Kind != JsonValueKind.Object ? plain : TokenizerJson.ReadAddedToken(node) with
    {
        Special = true,
        Normalized = node["normalized"].Bool(missing: false),
    };

    private static int ReadId(string key, ConfigNode node) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : throw node.Error("must have an id as its key");
}
