namespace MLNetBert.Tokenizers.Encodings;

/// <summary>From one text to its tokens: added tokens, normalizer, pre-tokenizer, model. It keeps its buffers, so it is for one thread at a time.</summary>
internal sealed class TextEncoder(TokenizerParts parts, AddedVocabulary added, FusedEncoder? fused)
{
    private readonly NormalizedText _normalized = new();
    private readonly PreTokenizedText _words = new();
    private readonly List<AddedTokenSplit> _rawSplits = [], _normalizedSplits = [];
    private readonly TokenList _idsOnly = new();

    /// <summary>Buffers for the callers' own use.</summary>
    public TokenList First { get; } = new();

    /// <inheritdoc cref="First"/>
    public TokenList Second { get; } = new();

    /// <summary>Appends all tokens of a text with their details.</summary>
    public void Encode(ReadOnlySpan<char> text, TokenList tokens)
    {
        text = WellFormed.Of(text);
        added.Raw.Split(text, _rawSplits);
        foreach (AddedTokenSplit split in _rawSplits)
        {
            ReadOnlySpan<char> piece = text[split.Start..split.End];
            if (split.Id is { } id)
                tokens.AddOriginal(id, split.Start, split.End, piece);
            else
                EncodePiece(piece, split.Start, tokens);
        }
    }

    /// <summary>Appends the ids of a text; may stop when the list has <paramref name="limit"/> of them.</summary>
    public void EncodeIds(ReadOnlySpan<char> text, List<int> ids, int limit)
    {
        if (fused == null)
        {
            _idsOnly.Clear(details: false);
            Encode(text, _idsOnly);
            ids.AddRange(_idsOnly.Ids);
            return;
        }

        if (added.Raw.NextCandidate(text, 0) < 0)
        {
            EncodeFused(text, ids, limit);
            return;
        }

        text = WellFormed.Of(text);
        added.Raw.Split(text, _rawSplits);
        foreach (AddedTokenSplit split in _rawSplits)
        {
            if (ids.Count >= limit)
                return;

            if (split.Id is { } id)
                ids.Add(id);
            else
                EncodeFused(text[split.Start..split.End], ids, limit);
        }
    }

    /// <summary>A piece between raw added tokens. Other added tokens exist only if there is no normalizer, so they are searched in the piece as it is.</summary>
    private void EncodeFused(ReadOnlySpan<char> piece, List<int> ids, int limit)
    {
        if (added.Normalized.IsEmpty || added.Normalized.NextCandidate(piece, 0) < 0)
        {
            fused!.Encode(piece, ids, limit);
            return;
        }

        piece = WellFormed.Of(piece);
        added.Normalized.Split(piece, _normalizedSplits);
        foreach (AddedTokenSplit split in _normalizedSplits)
        {
            if (ids.Count >= limit)
                return;

            if (split.Id is { } id)
                ids.Add(id);
            else
                fused!.Encode(piece[split.Start..split.End], ids, limit);
        }
    }

    /// <summary>A piece between raw added tokens: normalized, searched for the other added tokens, and the rest cut into words.</summary>
    private void EncodePiece(ReadOnlySpan<char> piece, int position, TokenList tokens)
    {
        _normalized.SetOriginal(piece, position);
        parts.Normalizer?.Normalize(_normalized);
        added.Normalized.Split(_normalized.Chars, _normalizedSplits);
        foreach (AddedTokenSplit split in _normalizedSplits)
        {
            if (split.Id is { } id)
            {
                tokens.Source = _normalized;
                tokens.AddMatched(id, split.Start, split.End);
                continue;
            }

            _words.Text.SetSlice(_normalized, split.Start, split.End);
            _words.Reset();
            parts.PreTokenizer?.PreTokenize(_words);
            tokens.Source = _words.Text;
            foreach ((int start, int end) in _words.Pieces)
                parts.Model.Tokenize(_words.Text.Chars[start..end], start, tokens);
        }
    }
}
