namespace MLNetBert.Tokenizers;

/// <content>Encoding.</content>
internal sealed partial class PipelineTokenizer
{
    private static readonly EncodeOptions DefaultOptions = new();

    public override TokenEncoding Encode(string text, string? textPair = null, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= DefaultOptions;
        TokenEncoding[] encodings = [EncodeUnpadded(text, textPair, options)];
        TokenPadding.Pad(encodings, options, PaddingSide, SpecialTokens.Pad);
        return encodings[0];
    }

    public override TokenEncoding[] EncodeBatch(IReadOnlyList<string> texts, IReadOnlyList<string?>? textPairs = null, EncodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (textPairs != null && textPairs.Count != texts.Count)
            throw new ArgumentException($"There are {texts.Count} texts, but {textPairs.Count} second texts.", nameof(textPairs));

        options ??= DefaultOptions;
        var encodings = new TokenEncoding[texts.Count];
        for (int i = 0; i < encodings.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            encodings[i] = EncodeUnpadded(texts[i] ?? throw new ArgumentException($"Text {i} is null.", nameof(texts)), textPairs?[i], options);
        }

        TokenPadding.Pad(encodings, options, PaddingSide, SpecialTokens.Pad);
        return encodings;
    }

    public override bool EncodeTo(ReadOnlySpan<char> text, int maxLength, List<int> ids, List<int>? typeIds = null, TruncationStrategy truncation = TruncationStrategy.LongestFirst)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int room = Room(SingleTemplate, maxLength, nameof(maxLength));
        TextEncoder encoder = Rent();
        try
        {
            TokenList first = encoder.First;
            first.Begin(details: false, room, TruncationSide == SequenceSide.Left, Enough(room, TruncationSide));
            encoder.EncodeIds(text, first);
            (int count, _) = TokenTruncation.Lengths(first.Total, null, room, truncation);
            Append(_parts.PostProcessor.Single, Kept(first, count), [], ids, typeIds);
            return count < first.Total;
        }
        finally
        {
            Return(encoder);
        }
    }

    public override bool EncodeTo(ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, int maxLength, List<int> ids, List<int>? typeIds = null, TruncationStrategy truncation = TruncationStrategy.LongestFirst)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int room = Room(PairTemplate, maxLength, nameof(maxLength));
        TextEncoder encoder = Rent();
        try
        {
            (TokenList first, TokenList second) = (encoder.First, encoder.Second);
            first.Begin(details: false, room, TruncationSide == SequenceSide.Left);
            second.Begin(details: false, room, TruncationSide == SequenceSide.Left);
            encoder.EncodeIds(text, first);
            encoder.EncodeIds(textPair, second);
            (int firstCount, int secondCount) = TokenTruncation.Lengths(first.Total, second.Total, room, truncation);
            Append(_parts.PostProcessor.Pair, Kept(first, firstCount), Kept(second, secondCount), ids, typeIds);
            return firstCount < first.Total || secondCount < second.Total;
        }
        finally
        {
            Return(encoder);
        }
    }

    /// <summary>If only the beginning of a single text stays, one more token than stays says that it is too long.</summary>
    private static int Enough(int room, SequenceSide side) => side == SequenceSide.Right && room < int.MaxValue ? room + 1 : int.MaxValue;

    private static void Append(Template template, ReadOnlySpan<int> first, ReadOnlySpan<int> second, List<int> ids, List<int>? typeIds)
    {
        foreach (TemplatePiece piece in template.Pieces)
        {
            ReadOnlySpan<int> added = piece.SequenceId switch { 0 => first, 1 => second, _ => piece.Ids };
            ids.AddRange(added);
            if (typeIds != null)
            {
                int count = typeIds.Count;
                CollectionsMarshal.SetCount(typeIds, count + added.Length);
                CollectionsMarshal.AsSpan(typeIds)[count..].Fill(piece.TypeId);
            }
        }
    }

    private ReadOnlySpan<int> Kept(TokenList tokens, int count) =>
        TruncationSide == SequenceSide.Right ? CollectionsMarshal.AsSpan(tokens.Ids)[..count] : CollectionsMarshal.AsSpan(tokens.Ids)[^count..];

    private TokenEncoding EncodeUnpadded(string text, string? textPair, EncodeOptions options)
    {
        int room = options.MaxLength is { } length
            ? (options.AddSpecialTokens ? Room(textPair == null ? SingleTemplate : PairTemplate, length, nameof(options)) : length > 0 ? length : throw new ArgumentOutOfRangeException(nameof(options), $"{length}", "MaxLength must be positive."))
            : int.MaxValue;
        ArgumentOutOfRangeException.ThrowIfNegative(options.Stride, nameof(options));
        SequenceSide side = options.TruncationSide ?? TruncationSide;
        TextEncoder encoder = Rent();
        try
        {
            int kept = options.Overflow ? int.MaxValue : room;
            encoder.First.Begin(details: true, kept, side == SequenceSide.Left, textPair == null ? Enough(kept, side) : int.MaxValue);
            encoder.Second.Begin(details: true, kept, side == SequenceSide.Left);
            encoder.Encode(text, encoder.First);
            if (textPair != null)
                encoder.Encode(textPair, encoder.Second);

            (int first, int second) = TokenTruncation.Lengths(encoder.First.Total, textPair == null ? null : encoder.Second.Total, room, options.Truncation);
            return new EncodingBuilder(_parts, IdToToken, options.AddSpecialTokens).Build(
                textPair == null ? _parts.PostProcessor.Single : _parts.PostProcessor.Pair,
                encoder.First,
                Windows(encoder.First, first, options, side),
                encoder.Second,
                Windows(encoder.Second, second, options, side));
        }
        finally
        {
            Return(encoder);
        }
    }

    private static List<(int Start, int End)> Windows(TokenList tokens, int room, EncodeOptions options, SequenceSide side)
    {
        if (options.Overflow)
            return TokenTruncation.Windows(tokens.Count, room, options.Stride, side);
        TokenTruncation.CheckStride(tokens.Total, room, options.Stride);
        int count = Math.Min(room, tokens.Count);
        return [side == SequenceSide.Right ? (0, count) : (tokens.Count - count, tokens.Count)];
    }

    /// <summary>The tokens of the texts that fit in beside the special ones.</summary>
    private static int Room(SpecialTokenTemplate template, int maxLength, string argument) => maxLength > template.Count
        ? maxLength - template.Count
        : throw new ArgumentOutOfRangeException(argument, $"{maxLength}", $"The max length is {maxLength}, but the special tokens alone are {template.Count}; it must be greater.");
}
