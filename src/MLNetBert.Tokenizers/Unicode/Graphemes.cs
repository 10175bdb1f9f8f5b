namespace MLNetBert.Tokenizers.Unicode;

/// <summary>Extended grapheme clusters (UAX #29, rules GB1 to GB999) of Unicode 16, independent of the platform's tables.</summary>
internal static class Graphemes
{
    private enum Break : byte
    {
        Other,
        CR,
        LF,
        Control,
        Extend,
        ZWJ,
        Regional_Indicator,
        Prepend,
        SpacingMark,
        L,
        V,
        T,
        LV,
        LVT,
        Extended_Pictographic,
        InCB_Consonant,
    }

    private const byte ConjunctExtend = 0x40, ConjunctLinker = 0x80, BreakMask = 0x3F;

    private static readonly Lazy<CodePointTable> Table = new(() => CodePointTable.Load("grapheme_break"));

    /// <summary>The end of the cluster that begins at <paramref name="start"/>.</summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        CodePointTable table = Table.Value;
        int position = start;
        byte current = Next(table, text, ref position);

        // What the rules that look further back need: whether the run of regional indicators is odd, whether a pictograph (1), then a
        // joiner (2), came before, and whether a conjunct's consonant and linker did.
        var last = (Break)(current & BreakMask);
        bool oddRegionals = last == Break.Regional_Indicator;
        int pictograph = last == Break.Extended_Pictographic ? 1 : 0;
        bool consonant = last == Break.InCB_Consonant;
        bool linker = false;
        while (position < text.Length)
        {
            int next = position;
            byte following = Next(table, text, ref next);
            var before = (Break)(current & BreakMask);
            var after = (Break)(following & BreakMask);
            bool joins = (before, after) switch
            {
                (Break.CR, Break.LF) => true,
                (Break.Control or Break.CR or Break.LF, _) => false,
                (_, Break.Control or Break.CR or Break.LF) => false,
                (Break.L, Break.L or Break.V or Break.LV or Break.LVT) => true,
                (Break.LV or Break.V, Break.V or Break.T) => true,
                (Break.LVT or Break.T, Break.T) => true,
                (_, Break.Extend or Break.ZWJ or Break.SpacingMark) => true,
                (Break.Prepend, _) => true,
                (_, Break.InCB_Consonant) => consonant && linker,
                (Break.ZWJ, Break.Extended_Pictographic) => pictograph == 2,
                (Break.Regional_Indicator, Break.Regional_Indicator) => oddRegionals,
                _ => false,
            };
            if (!joins)
                return position;

            oddRegionals = after == Break.Regional_Indicator && !(before == Break.Regional_Indicator && oddRegionals);
            pictograph = after switch
            {
                Break.Extended_Pictographic => 1,
                Break.Extend when pictograph == 1 => 1,
                Break.ZWJ when pictograph == 1 => 2,
                _ => 0,
            };
            if (after == Break.InCB_Consonant)
                (consonant, linker) = (true, false);
            else if ((following & ConjunctLinker) != 0)
                linker = true;
            else if ((following & ConjunctExtend) == 0)
                consonant = false;
            current = following;
            position = next;
        }

        return position;
    }

    private static byte Next(CodePointTable table, ReadOnlySpan<char> text, ref int position)
    {
        int codePoint = text[position++];
        if (char.IsHighSurrogate((char)codePoint) && position < text.Length && char.IsLowSurrogate(text[position]))
            codePoint = char.ConvertToUtf32((char)codePoint, text[position++]);
        return table[codePoint];
    }
}
