namespace MLNetBert.Tokenizers;

/// <summary>Padding of rows of ids, masks and types: the one rule for where values and padding go. Thread-safe.</summary>
public static class TokenPadding
{
    /// <summary>Puts values at one end of a longer row and padding at the other.</summary>
    /// <param name="values">The values of a row; may be a part of <paramref name="row"/>.</param>
    /// <param name="row">The padded row, at least as long as <paramref name="values"/>.</param>
    /// <param name="pad">What to pad with: the padding token's id, or 0 for a mask.</param>
    /// <param name="side">Where padding goes.</param>
    /// <exception cref="ArgumentException">The row is shorter than the values.</exception>
    public static void Fill<T>(ReadOnlySpan<T> values, Span<T> row, T pad, SequenceSide side)
    {
        int missing = row.Length - values.Length;
        if (missing < 0)
            throw new ArgumentException($"A row of {row.Length} has no room for {values.Length} values.", nameof(row));
        values.CopyTo(side == SequenceSide.Left ? row[missing..] : row);
        (side == SequenceSide.Left ? row[..missing] : row[^missing..]).Fill(pad);
    }

    /// <summary>The next multiple of a number, starting from a length, but no more than <see cref="int.MaxValue"/>.</summary>
    /// <param name="length">A number of tokens.</param>
    /// <param name="multiple">The result is a multiple of this; null leaves the length as it is.</param>
    public static int RoundUp(int length, int? multiple) =>
        multiple is > 0 and { } step ? (int)Math.Min(int.MaxValue, ((long)length + step - 1) / step * step) : length;

    /// <summary>Pads encodings and their overflow to one length.</summary>
    internal static void Pad(TokenEncoding[] encodings, EncodeOptions options, SequenceSide side, SpecialToken? token)
    {
        if (options.Padding == PaddingStrategy.None || encodings.Length == 0)
            return;
        int length = options.Padding == PaddingStrategy.Longest
            ? encodings.Max(e => e.Ids.Length)
            : options.PadLength ?? options.MaxLength ?? throw new ArgumentException("Padding is MaxLength, but neither PadLength nor MaxLength is given.", nameof(options));
        length = RoundUp(length, options.PadToMultipleOf);
        int id = options.PadTokenId ?? token?.Id ?? throw new ArgumentException("The tokenizer has no padding token: give PadTokenId, or name a pad_token in tokenizer_config.json.", nameof(options));
        var pad = new SpecialToken(options.PadToken ?? token?.Text ?? "", id);
        for (int i = 0; i < encodings.Length; i++)
            encodings[i] = Pad(encodings[i], length, options.PaddingSide ?? side, pad, options.PadTokenTypeId);
    }

    private static TokenEncoding Pad(TokenEncoding encoding, int length, SequenceSide side, SpecialToken pad, int type)
    {
        TokenEncoding[] overflowing = [.. encoding.Overflowing.Select(e => Pad(e, length, side, pad, type))];
        return new TokenEncoding
        {
            Ids = Padded(encoding.Ids, pad.Id),
            TypeIds = Padded(encoding.TypeIds, type),
            AttentionMask = Padded(encoding.AttentionMask, 0),
            SpecialTokensMask = Padded(encoding.SpecialTokensMask, 1),
            Offsets = Padded(encoding.Offsets, (0, 0)),
            Tokens = Padded(encoding.Tokens, pad.Text),
            SequenceIds = Padded(encoding.SequenceIds, -1),
            Overflowing = overflowing,
        };

        T[] Padded<T>(T[] values, T value)
        {
            if (values.Length >= length)
                return values;
            var padded = new T[length];
            Fill(values, padded, value, side);
            return padded;
        }
    }
}
