namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>BERT's normalizer: clean text, space out ideographs, strip accents, lower case, in this order.</summary>
internal sealed class BertNormalizer(bool cleanText, bool handleChineseChars, bool? stripAccents, bool lowercase) : Normalizer
{
    public bool CleanText { get; } = cleanText;

    public bool HandleChineseChars { get; } = handleChineseChars;

    /// <summary>What the settings say about accents, or null.</summary>
    public bool? SaidStripAccents { get; } = stripAccents;

    /// <summary>If nothing is said, accents follow lower case.</summary>
    public bool StripAccents { get; } = stripAccents ?? lowercase;

    public bool Lowercase { get; } = lowercase;

    public static BertNormalizer Read(ConfigNode node) => new(
        node["clean_text"].Bool(missing: true),
        node["handle_chinese_chars"].Bool(missing: true),
        node["strip_accents"].BoolOrNull(),
        node["lowercase"].Bool(missing: true));

    public override bool KeepsCutPlaces => true;

    public override void Normalize(NormalizedText text)
    {
        if (CleanText)
        {
            Filter.Remove(text, CodePoints.BertControl);
            Space(text);
        }

        if (HandleChineseChars)
            SpaceOutChinese(text);

        if (StripAccents)
        {
            UnicodeNormalizer.Nfd.Normalize(text);
            Filter.Remove(text, CodePoints.BertAccent);
        }

        if (Lowercase)
            LowercaseNormalizer.Instance.Normalize(text);
    }

    private static void Space(NormalizedText text)
    {
        text.BeginRewrite();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text.Chars[i];
            text.Emit(CodePoints.BertCleanSpace.Contains(c) ? ' ' : c, i);
        }

        text.EndRewrite();
    }

    private static void SpaceOutChinese(NormalizedText text)
    {
        text.BeginRewrite();
        for (int i = 0; i < text.Length;)
        {
            int code = CodePoints.At(text.Chars, i, out int length);
            bool chinese = CodePoints.BertChinese.Contains(code);
            if (chinese)
                text.Emit(' ', i);

            text.EmitRange(i, i + length);
            if (chinese)
                text.Emit(' ', i);

            i += length;
        }

        text.EndRewrite();
    }
}
