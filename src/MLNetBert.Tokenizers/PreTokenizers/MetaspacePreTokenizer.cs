namespace MLNetBert.Tokenizers.PreTokenizers;

/// <summary>SentencePiece's way: spaces become a visible character, one is put before the text, and each of them begins a word.</summary>
internal sealed class MetaspacePreTokenizer : PreTokenizer
{
    public enum PrependScheme
    {
        Always,
        First,
        Never,
    }

    public required char Replacement { get; init; }

    public required PrependScheme Prepend { get; init; }

    public required bool Split { get; init; }

    public override bool DependsOnPosition => Prepend == PrependScheme.First;

    /// <summary>Reads today's keys and the older add_prefix_space and str_rep.</summary>
    public static MetaspacePreTokenizer Read(ConfigNode node)
    {
        ConfigNode replacement = node.Required("replacement"), scheme = node["prepend_scheme"], older = node["add_prefix_space"];
        int code = PatternPreTokenizer.ReadCharacter(replacement);
        PrependScheme prepend = scheme.StringOrNull() switch
        {
            null or "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            _ => throw scheme.Error("must be always, first or never"),
        };
        if (older.BoolOrNull() == false && prepend != PrependScheme.Never)
            throw older.Error($"is false, but prepend_scheme is {(scheme.IsNull ? "missing, which means always" : scheme.String())}");
        return new MetaspacePreTokenizer
        {
            Replacement = code <= char.MaxValue ? (char)code : throw replacement.Error("must be a character below U+10000"),
            Prepend = prepend,
            Split = node["split"].Bool(missing: true),
        };
    }

    public override bool CutsAtCutPlaces => Split;

    public override void PreTokenize(PreTokenizedText text)
    {
        text.BeginSplit();
        NormalizedText source = text.Text;
        ReadOnlySpan<char> chars = source.Chars;
        source.BeginRewrite();
        foreach ((int start, int end) in text.Pieces)
        {
            int word = source.EmittedLength;
            bool begins = chars[start] == Replacement || chars[start] == ' ';
            if (!begins && (Prepend == PrependScheme.Always || (Prepend == PrependScheme.First && source.OriginalStart(start) == 0)))
                source.Emit(Replacement, start);
            for (int i = start; i < end;)
            {
                int space = chars[i..end].IndexOfAny(' ', Replacement);
                int next = space < 0 ? end : i + space;
                source.EmitRange(i, next);
                if (next == end)
                    break;
                if (Split)
                {
                    text.Add(word, source.EmittedLength);
                    word = source.EmittedLength;
                }

                source.Emit(Replacement, next);
                i = next + 1;
            }

            text.Add(word, source.EmittedLength);
        }

        source.EndRewrite();
        text.EndSplit();
    }
}
