using System.Collections.Concurrent;

namespace MLNetBert.Tokenizers;

/// <summary>A tokenizer assembled from its parts.</summary>
internal sealed partial class PipelineTokenizer : PreTrainedTokenizer
{
    private readonly TokenizerParts _parts;
    private readonly AddedVocabulary _added;
    private readonly FusedEncoder? _fused;
    private readonly Lazy<bool> _cuts;
    private readonly ConcurrentBag<TextEncoder> _encoders = [];
    private TextEncoder? _encoder;

    public PipelineTokenizer(TokenizerParts parts, TokenizerConfig config)
    {
        _parts = parts;
        _added = new AddedVocabulary(parts.AddedTokens, parts.Model, parts.Normalizer, new WorkBudget(parts.Limits, parts.File));
        _fused = _added.Normalized.IsEmpty || parts.Normalizer == null ? parts.Model.Fuse(parts.Normalizer, parts.PreTokenizer) : null;
        _cuts = new(() => parts.Normalizer?.KeepsCutPlaces != false && parts.PreTokenizer?.CutsAtCutPlaces == true && _added.Normalized.SparesCutPlaces);
        VocabularySize = Math.Max(parts.Model.MaxId, _added.MaxId) + 1;
        foreach (TemplatePiece piece in (TemplatePiece[])[.. parts.PostProcessor.Single.Pieces, .. parts.PostProcessor.Pair.Pieces])
        {
            int wrong = Array.FindIndex(piece.Ids, id => id >= VocabularySize);
            if (wrong >= 0)
                throw new BadInputException($"{parts.File}: the post-processor puts the token \"{piece.Tokens[wrong]}\" with the id {piece.Ids[wrong]} around texts, but the vocabulary ends at {VocabularySize - 1}; {ConfigNode.Correct}.") { Code = "tokenizer.vocabulary", File = parts.File };
        }

        SingleTemplate = new SpecialTokenTemplate(parts.PostProcessor.Single);
        PairTemplate = new SpecialTokenTemplate(parts.PostProcessor.Pair);
        ModelMaxLength = config.ModelMaxLength;
        PaddingSide = config.Side("padding_side");
        TruncationSide = config.Side("truncation_side");
        SpecialTokens = new SpecialTokens
        {
            Cls = Role(config.SpecialToken("cls_token"), "[CLS]", "<s>"),
            Sep = Role(config.SpecialToken("sep_token"), "[SEP]", "</s>"),
            Mask = Role(config.SpecialToken("mask_token"), "[MASK]", "<mask>"),
            Unk = Role(config.SpecialToken("unk_token"), "[UNK]", "<unk>"),
            Bos = Role(config.SpecialToken("bos_token"), "<s>"),
            Eos = Role(config.SpecialToken("eos_token"), "</s>"),
            Pad = Role(config.SpecialToken("pad_token"), parts.FilePadToken, "[PAD]", "<pad>"),
        };
        ConfigNode pad = config.SpecialTokenNode("pad_token");
        bool padLacks = !pad.IsNull && config.SpecialToken("pad_token") is { } asked && asked != SpecialTokens.Pad?.Text;
        Warnings =
        [
            .. parts.Notes,
            .. OtherIds(parts.TokenSources),
            .. !padLacks ? Array.Empty<string>() : [$"{pad.Source} is \"{config.SpecialToken("pad_token")}\", which the vocabulary lacks; {(SpecialTokens.Pad is { } other ? $"{other.Text} pads" : "there is no padding token")}."],
        ];
        Description =
        [
            TokenizerFacts.Class(config, parts),
            TokenizerFacts.LowerCasing(config, parts),
            TokenizerFacts.Side("padding side", PaddingSide, config["padding_side"]),
            TokenizerFacts.Side("truncation side", TruncationSide, config["truncation_side"]),
            .. SpecialTokens.Pad is not { } token ? Array.Empty<ModelFact>() :
            [
                new ModelFact("pad id", token.Id.ToString(CultureInfo.InvariantCulture), !pad.IsNull && !padLacks ? pad.Source : token.Text == parts.FilePadToken ? $"{parts.File}: padding.pad_token" : $"{parts.File}: {token.Text}"),
            ],
            .. TokenizerFacts.SpecialTokens(parts, _added),
        ];
    }

    public override IReadOnlyList<string> Warnings { get; }

    public override IReadOnlyList<ModelFact> Description { get; }

    public override int VocabularySize { get; }

    public override SpecialTokens SpecialTokens { get; }

    public override SequenceSide PaddingSide { get; }

    public override SequenceSide TruncationSide { get; }

    public override int? ModelMaxLength { get; }

    public override EncodeOptions? FileOptions => _parts.FileOptions;

    public override SpecialTokenTemplate SingleTemplate { get; }

    public override SpecialTokenTemplate PairTemplate { get; }

    public override int? TokenToId(string token) => _added.Find(token) ?? _parts.Model.TokenToId(token);

    public override string? IdToToken(int id) => _added.Token(id)?.Content ?? _parts.Model.IdToToken(id);

    public override string Decode(IEnumerable<int> ids, bool skipSpecialTokens = true)
    {
        var tokens = new List<string>();
        foreach (int id in ids)
        {
            AddedToken? added = _added.Token(id);
            string? token = added?.Content ?? _parts.Model.IdToToken(id);
            if (token != null && !(skipSpecialTokens && added != null && _added.IsSpecial(added)))
                tokens.Add(token);
        }

        if (_parts.Decoder == null)
            return string.Join(' ', tokens);

        _parts.Decoder.Decode(tokens, new WorkBudget(_parts.Limits, _parts.File) { Part = "decoder" }.Begin(tokens.Sum(token => (long)token.Length)));
        return string.Concat(tokens);
    }

    /// <summary>A note on the added tokens that do not get the ids of their file.</summary>
    private IEnumerable<string> OtherIds(IReadOnlyList<TokenSource> sources)
    {
        TokenSource[] others = [.. sources.Where(named => named.Id is int id && named.Token.Length > 0 && _added.Find(named.Token) != id)];
        if (others.Length > 0)
            yield return $"{others[0].Source} has the id {others[0].Id}, but \"{others[0].Token}\" gets {_added.Find(others[0].Token)}: the vocabulary's, or the next free one, as in transformers{(others.Length > 1 ? $"; so do {others.Length - 1} more" : "")}.";
    }

    private SpecialToken? Role(params string?[] names)
    {
        foreach (string? name in names)
        {
            if (name != null && TokenToId(name) is { } id)
                return new SpecialToken(name, id);
        }

        return null;
    }

    /// <summary>Takes an encoder with its buffers: from one slot without contention, else from a bag.</summary>
    private TextEncoder Rent() =>
        Interlocked.Exchange(ref _encoder, null) ?? (_encoders.TryTake(out TextEncoder? encoder) ? encoder : new TextEncoder(_parts, _added, _fused, _cuts.Value));

    private void Return(TextEncoder encoder)
    {
        if (!encoder.IsLarge && Interlocked.CompareExchange(ref _encoder, encoder, null) != null)
            _encoders.Add(encoder);
    }
}
