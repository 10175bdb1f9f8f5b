namespace MLNetBert.Tokenizers.Encodings;

/// <summary>From one text to its tokens: added tokens, normalizer, pre-tokenizer, model. It keeps its buffers, so it is for one thread at a time.</summary>
internal sealed class TextEncoder
{
    /// <summary>After a longer text its buffers are not worth keeping.</summary>
    private const int Large = 1 << 22;

    private readonly TokenizerParts _parts;
    private readonly AddedVocabulary _added;
    private readonly FusedEncoder? _fused;
    private readonly WorkBudget _budget;
    private readonly NormalizedText _normalized;
    private readonly PreTokenizedText _words;
    private readonly List<AddedTokenSplit> _rawSplits = [], _normalizedSplits = [];
    private readonly int _pieceLength;

    /// <param name="parts">The tokenizer's parts.</param>
    /// <param name="added">Its added tokens.</param>
    /// <param name="fused">What does normalizer, pre-tokenizer and model in one pass; null: there is none.</param>
    /// <param name="cuts">Whether long texts may be cut at <see cref="CutPlaces"/>.</param>
    public TextEncoder(TokenizerParts parts, AddedVocabulary added, FusedEncoder? fused, bool cuts)
    {
        (_parts, _added) = (parts, added);
        _budget = new WorkBudget(parts.Limits, parts.File);
        _fused = fused?.Clone(_budget);
        _normalized = new NormalizedText(_budget);
        _words = new PreTokenizedText(_budget);
        _pieceLength = cuts ? parts.Limits.PieceLength : int.MaxValue;
        (First, Second) = (new TokenList(_budget), new TokenList(_budget));
    }

    /// <summary>For the callers' own use.</summary>
    public TokenList First { get; }

    /// <inheritdoc cref="First"/>
    public TokenList Second { get; }

    /// <summary>Whether it met a text that made its buffers large.</summary>
    public bool IsLarge { get; private set; }

    /// <summary>Adds the tokens of a text with their details, or as many as are enough.</summary>
    public void Encode(ReadOnlySpan<char> text, TokenList tokens)
    {
        Begin(text);
        EncodePieces(text, tokens);
    }

    /// <summary>Adds the ids of a text, or as many as are enough.</summary>
    public void EncodeIds(ReadOnlySpan<char> text, TokenList tokens)
    {
        Begin(text);
        if (_fused == null)
        {
            EncodePieces(text, tokens);
            return;
        }

        if (_added.Raw.NextCandidate(text, 0) < 0)
        {
            EncodeFused(text, tokens);
            return;
        }

        text = WellFormed.Of(text);
        _added.Raw.Split(text, _rawSplits);
        foreach (AddedTokenSplit split in _rawSplits)
        {
            if (tokens.IsEnough)
                return;

            if (split.Id is { } id)
                tokens.Ids.Add(id);
            else
                EncodeFused(text[split.Start..split.End], tokens);
        }
    }

    private void Begin(ReadOnlySpan<char> text)
    {
        _budget.Begin(text.Length);
        IsLarge |= text.Length > Large;
    }

    /// <summary>A piece between raw added tokens. Other added tokens exist only if there is no normalizer, so they are searched in the piece as it is.</summary>
    private void EncodeFused(ReadOnlySpan<char> piece, TokenList tokens)
    {
        if (_added.Normalized.IsEmpty || _added.Normalized.NextCandidate(piece, 0) < 0)
        {
            EncodeCut(piece, tokens);
            return;
        }

        piece = WellFormed.Of(piece);
        _added.Normalized.Split(piece, _normalizedSplits);
        foreach (AddedTokenSplit split in _normalizedSplits)
        {
            if (tokens.IsEnough)
                return;

            if (split.Id is { } id)
                tokens.Ids.Add(id);
            else
                EncodeCut(piece[split.Start..split.End], tokens);
        }
    }

    private void EncodeCut(ReadOnlySpan<char> piece, TokenList tokens)
    {
        do
        {
            int end = End(piece);
            _fused!.Encode(piece[..end], tokens.Ids, tokens.Enough);
            tokens.Trim();
            piece = piece[end..];
        }
        while (piece.Length > 0 && !tokens.IsEnough);
    }

    private void EncodePieces(ReadOnlySpan<char> text, TokenList tokens)
    {
        text = WellFormed.Of(text);
        _added.Raw.Split(text, _rawSplits);
        foreach (AddedTokenSplit split in _rawSplits)
        {
            if (tokens.IsEnough)
                return;
            ReadOnlySpan<char> piece = text[split.Start..split.End];
            if (split.Id is { } id)
                tokens.AddOriginal(id, split.Start, split.End, piece);
            else
                EncodePiece(piece, split.Start, tokens);
        }
    }

    private void EncodePiece(ReadOnlySpan<char> piece, int position, TokenList tokens)
    {
        for (int start = 0, end; start < piece.Length && !tokens.IsEnough; start = end)
        {
            end = start + End(piece[start..]);

            // Offsets that have shifted do so to the piece's end. That shows at its beginning.
            if (!TryEncode(piece[start..end], position + start, tokens, isWhole: end - start == piece.Length))
            {
                end = piece.Length;
                TryEncode(piece, position, tokens, isWhole: true);
            }
            else if (start == 0 && end < piece.Length)
            {
                tokens.Expect((long)tokens.Count * piece.Length / end * 17 / 16);
            }

            tokens.Trim();
        }
    }

    /// <summary>Text between raw added tokens: normalized, searched for the other added tokens, and the rest cut into words.</summary>
    private bool TryEncode(ReadOnlySpan<char> piece, int position, TokenList tokens, bool isWhole)
    {
        _budget.Part = "normalizer";
        NormalizedText text = _words.Text;
        text.SetOriginal(piece, position);
        _parts.Normalizer?.Normalize(text);
        if (text.HasDrifted && !isWhole)
            return false;
        if (_added.Normalized.IsEmpty || _added.Normalized.NextCandidate(text.Chars, 0) < 0)
        {
            AddWords(tokens);
            return true;
        }

        _normalized.SetSlice(text, 0, text.Length);
        _added.Normalized.Split(_normalized.Chars, _normalizedSplits);
        foreach (AddedTokenSplit split in _normalizedSplits)
        {
            if (split.Id is { } id)
            {
                tokens.Source = _normalized;
                tokens.AddMatched(id, split.Start, split.End);
                continue;
            }

            text.SetSlice(_normalized, split.Start, split.End);
            AddWords(tokens);
        }

        return true;
    }

    private void AddWords(TokenList tokens)
    {
        _budget.Part = "pre_tokenizer";
        _words.Reset();
        _parts.PreTokenizer?.PreTokenize(_words);
        _budget.Part = "model";
        tokens.Source = _words.Text;
        foreach ((int start, int end) in _words.Pieces)
            _parts.Model.Tokenize(_words.Text.Chars[start..end], start, tokens);
    }

    // Where a long piece is cut.
    private int End(ReadOnlySpan<char> piece) => piece.Length <= _pieceLength ? piece.Length : CutPlaces.Next(piece, _pieceLength);
}
