namespace MLNetBert.Tokenizers.Encodings;

/// <summary>Puts a window of each text into a template.</summary>
internal sealed class EncodingBuilder(TokenizerParts parts, Func<int, string?> idToToken, bool addSpecialTokens)
{
    /// <summary>The encoding of these windows, with every further combination as overflow, in Hugging Face's order.</summary>
    public TokenEncoding Build(Template template, TokenList first, List<(int Start, int End)> firstWindows, TokenList? second, List<(int Start, int End)> secondWindows)
    {
        var overflowing = new List<TokenEncoding>();
        for (int i = 1; i < firstWindows.Count; i++)
            overflowing.AddRange(secondWindows.Select((window, k) => Build(template, first, firstWindows[i], second, window, [], furtherFirst: true, furtherSecond: k > 0)));

        overflowing.AddRange(secondWindows.Skip(1).Select(window => Build(template, first, firstWindows[0], second, window, [], furtherFirst: false, furtherSecond: true)));
        return Build(template, first, firstWindows[0], second, secondWindows[0], overflowing, furtherFirst: false, furtherSecond: false);
    }

    private TokenEncoding Build(Template template, TokenList first, (int Start, int End) firstWindow, TokenList? second, (int Start, int End) secondWindow, IReadOnlyList<TokenEncoding> overflowing, bool furtherFirst, bool furtherSecond)
    {
        int length = 0;
        foreach (TemplatePiece piece in template.Pieces)
        {
            length += piece.SequenceId switch
            {
                0 => firstWindow.End - firstWindow.Start,
                1 => secondWindow.End - secondWindow.Start,
                _ => addSpecialTokens ? piece.Ids.Length : 0,
            };
        }

        var encoding = new TokenEncoding
        {
            Ids = new int[length],
            TypeIds = new int[length],
            AttentionMask = new int[length],
            SpecialTokensMask = new int[length],
            Offsets = new (int, int)[length],
            Tokens = new string[length],
            SequenceIds = new int[length],
            Overflowing = overflowing,
        };
        Array.Fill(encoding.AttentionMask, 1);
        int at = 0;
        foreach (TemplatePiece piece in template.Pieces)
        {
            int start = at;
            if (piece.SequenceId >= 0)
            {
                at += Copy(piece.SequenceId == 0 ? first : second!, piece.SequenceId == 0 ? firstWindow : secondWindow, encoding, at);
            }
            else if (addSpecialTokens)
            {
                piece.Ids.CopyTo(encoding.Ids, at);
                piece.Tokens.CopyTo(encoding.Tokens, at);
                at += piece.Ids.Length;
                Array.Fill(encoding.SpecialTokensMask, 1, start, at - start);
            }

            Array.Fill(encoding.SequenceIds, piece.SequenceId, start, at - start);
            bool keepsType = parts.PostProcessor.FurtherWindowsKeepTypes && piece.SequenceId switch { 0 => furtherFirst, 1 => furtherSecond, _ => false };
            Array.Fill(encoding.TypeIds, keepsType ? piece.SequenceId : piece.TypeId, start, at - start);
        }

        return encoding;
    }

    private int Copy(TokenList tokens, (int Start, int End) window, TokenEncoding encoding, int at)
    {
        for (int i = window.Start; i < window.End; i++, at++)
        {
            encoding.Ids[at] = tokens.Ids[i];
            encoding.Tokens[at] = tokens.TextOf(i) ?? idToToken(tokens.Ids[i]) ?? "";
            encoding.Offsets[at] = parts.PostProcessor.Trimmer?.Trim(tokens.Offsets[i], encoding.Tokens[at], i - window.Start) ?? tokens.Offsets[i];
        }

        return window.End - window.Start;
    }
}
