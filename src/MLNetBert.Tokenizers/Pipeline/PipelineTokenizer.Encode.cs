using System.Runtime.InteropServices;
using MLNetBert.Tokenizers.Unicode;

namespace MLNetBert.Tokenizers.Pipeline;

/// <content>Encoding.</content>
internal sealed partial class PipelineTokenizer
{
    private static readonly EncodeOptions DefaultOptions = new();

    public override TokenEncoding Encode(string text, string? textPair = null, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= DefaultOptions;
        TokenEncoding[] encodings = [EncodeUnpadded(text, textPair, options)];
        Padding.Pad(encodings, options, PaddingSide, SpecialTokens.Pad);
        return encodings[0];
    }

    public override TokenEncoding[] EncodeBatch(IReadOnlyList<string> texts, IReadOnlyList<string?>? textPairs = null, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (textPairs != null && textPairs.Count != texts.Count)
        {
            throw new ArgumentException($"There are {texts.Count} texts, but {textPairs.Count} second texts.", nameof(textPairs));
        }

        options ??= DefaultOptions;
        var encodings = new TokenEncoding[texts.Count];
        for (int i = 0; i < encodings.Length; i++)
        {
            encodings[i] = EncodeUnpadded(texts[i] ?? throw new ArgumentException($"Text {i} is null.", nameof(texts)), textPairs?[i], options);
        }

        Padding.Pad(encodings, options, PaddingSide, SpecialTokens.Pad);
        return encodings;
    }

    public override void EncodeTo(ReadOnlySpan<char> text, ReadOnlySpan<char> textPair, bool hasPair, int maxLength, List<int> ids, List<int>? typeIds, TruncationStrategy truncation = TruncationStrategy.LongestFirst)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (_lowersTexts)
        {
            text = PythonLowerCase.Lower(text);
            textPair = PythonLowerCase.Lower(textPair);
        }

        Template template = TemplateFor(hasPair);
        int room = Room(template, maxLength, nameof(maxLength));
        int limit = hasPair || TruncationSide == SequenceSide.Left || truncation == TruncationStrategy.OnlySecond ? int.MaxValue : room;
        TextEncoder encoder = Rent();
        try
        {
            List<int> first = encoder.First.Ids, second = encoder.Second.Ids;
            first.Clear();
            second.Clear();
            encoder.EncodeIds(text, first, limit);
            if (hasPair)
            {
                encoder.EncodeIds(textPair, second, limit);
            }

            (int firstCount, int secondCount) = Truncation.Lengths(first.Count, second.Count, hasPair, room, truncation);
            foreach (TemplatePiece piece in template.Pieces)
            {
                int before = ids.Count;
                switch (piece.SequenceId)
                {
                    case 0:
                        ids.AddRange(Kept(first, firstCount));
                        break;
                    case 1:
                        ids.AddRange(Kept(second, secondCount));
                        break;
                    default:
                        ids.AddRange(piece.Ids.AsSpan());
                        break;
                }

                if (typeIds != null)
                {
                    int count = typeIds.Count;
                    CollectionsMarshal.SetCount(typeIds, count + ids.Count - before);
                    CollectionsMarshal.AsSpan(typeIds)[count..].Fill(piece.TypeId);
                }
            }
        }
        finally
        {
            Return(encoder);
        }
    }

    private ReadOnlySpan<int> Kept(List<int> ids, int count) =>
        TruncationSide == SequenceSide.Right ? CollectionsMarshal.AsSpan(ids)[..count] : CollectionsMarshal.AsSpan(ids)[^count..];

    private TokenEncoding EncodeUnpadded(string text, string? textPair, EncodeOptions options)
    {
        bool hasPair = textPair != null;
        if (_lowersTexts)
        {
            (text, textPair) = (PythonLowerCase.Lower(text), textPair == null ? null : PythonLowerCase.Lower(textPair));
        }

        Template template = TemplateFor(hasPair);
        int room = options.MaxLength is { } length
            ? (options.AddSpecialTokens ? Room(template, length, nameof(options)) : length > 0 ? length : throw new ArgumentOutOfRangeException(nameof(options), length, "MaxLength must be positive."))
            : int.MaxValue;
        ArgumentOutOfRangeException.ThrowIfNegative(options.Stride, nameof(options));
        SequenceSide side = options.TruncationSide ?? TruncationSide;
        TextEncoder encoder = Rent();
        try
        {
            encoder.First.Clear(details: true);
            encoder.Second.Clear(details: true);
            encoder.Encode(text, encoder.First);
            if (hasPair)
            {
                encoder.Encode(textPair, encoder.Second);
            }

            (int first, int second) = Truncation.Lengths(encoder.First.Count, encoder.Second.Count, hasPair, room, options.Truncation);
            return new EncodingBuilder(_parts, IdToToken, options.AddSpecialTokens).Build(
                template,
                encoder.First,
                Truncation.Windows(encoder.First.Count, first, options.Stride, side),
                encoder.Second,
                Truncation.Windows(encoder.Second.Count, second, options.Stride, side));
        }
        finally
        {
            Return(encoder);
        }
    }

    /// <summary>The tokens of the texts that fit beside the special ones.</summary>
    private static int Room(Template template, int maxLength, string argument) => maxLength > template.SpecialCount
        ? maxLength - template.SpecialCount
        : throw new ArgumentOutOfRangeException(argument, maxLength, $"The max length is {maxLength}, but the special tokens alone are {template.SpecialCount}; it must be greater.");
}
