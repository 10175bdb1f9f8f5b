namespace MLNetBert.Tokenizers.Pipeline;

/// <summary>Fills encodings and their overflow up to one length.</summary>
internal static class Padding
{
    public static void Pad(TokenEncoding[] encodings, EncodeOptions options, SequenceSide side, SpecialToken? token)
    {
        if (options.Padding == PaddingStrategy.None || encodings.Length == 0)
        {
            return;
        }

        int length = options.Padding == PaddingStrategy.Longest
            ? encodings.Max(e => e.Ids.Length)
            : options.PadLength ?? options.MaxLength ?? throw new ArgumentException("Padding is MaxLength, but neither PadLength nor MaxLength is given.", nameof(options));
        if (options.PadToMultipleOf is > 0 and { } multiple && length % multiple > 0)
        {
            length += multiple - length % multiple;
        }

        int id = options.PadTokenId ?? token?.Id ?? throw new ArgumentException("The tokenizer has no padding token: give PadTokenId, or name a pad_token in tokenizer_config.json.", nameof(options));
        var pad = new SpecialToken(options.PadToken ?? token?.Text ?? "", id);
        for (int i = 0; i < encodings.Length; i++)
        {
            encodings[i] = Pad(encodings[i], length, options.PaddingSide ?? side, pad, options.PadTokenTypeId);
        }
    }

    private static TokenEncoding Pad(TokenEncoding encoding, int length, SequenceSide side, SpecialToken pad, int type)
    {
        TokenEncoding[] overflowing = [.. encoding.Overflowing.Select(e => Pad(e, length, side, pad, type))];
        int count = Math.Max(0, length - encoding.Ids.Length);
        return new TokenEncoding
        {
            Ids = Fill(encoding.Ids, pad.Id),
            TypeIds = Fill(encoding.TypeIds, type),
            AttentionMask = Fill(encoding.AttentionMask, 0),
            SpecialTokensMask = Fill(encoding.SpecialTokensMask, 1),
            Offsets = Fill(encoding.Offsets, (0, 0)),
            Tokens = Fill(encoding.Tokens, pad.Text),
            SequenceIds = Fill(encoding.SequenceIds, -1),
            Overflowing = overflowing,
        };

        T[] Fill<T>(T[] values, T value)
        {
            if (count == 0)
            {
                return values;
            }

            var filled = new T[length];
            values.CopyTo(filled, side == SequenceSide.Left ? count : 0);
            Array.Fill(filled, value, side == SequenceSide.Left ? 0 : values.Length, count);
            return filled;
        }
    }
}
