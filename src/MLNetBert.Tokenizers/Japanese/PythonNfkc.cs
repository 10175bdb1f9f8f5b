namespace MLNetBert.Tokenizers.Japanese;

/// <summary>
/// Python's NFKC. The tables of Hugging Face's Rust library, which the NFKC of tokenizer.json uses, are older; the characters to which
/// Unicode 10 to 14 gave a compatibility mapping are replaced first (U+32FF, the era name of 2019, is the one that matters).
/// </summary>
internal sealed class PythonNfkc : Normalizer
{
    public static readonly PythonNfkc Instance = new();

    private static readonly Dictionary<int, int[]> Newer = ReadNewer();

    private static readonly Lazy<bool[]> Stable = new(FindStable);

    public override void Normalize(NormalizedText text)
    {
        if (IsNormalized(text.Chars))
            return;

        if (HasNewer(text.Chars))
            Replace(text);

        UnicodeNormalizer.Nfkc.Normalize(text);
    }

    /// <summary>Whether the text has only characters that stay the same next to any others (the quick check of UAX #15), as most texts do.</summary>
    public static bool IsNormalized(ReadOnlySpan<char> chars)
    {
        bool[] stable = Stable.Value;
        foreach (char c in chars)
        {
            if (!stable[c])
                return false;
        }

        return true;
    }

    // Blocks without a character that composes with the one before it, apart from marks; unified ideographs never change.
    private static bool[] FindStable()
    {
        bool[] stable = new bool[0x10000];
        foreach ((int first, int last) in ((int, int)[])[(0x00, 0x2FF), (0x2000, 0x2FFF), (0x3001, 0x30FF)])
        {
            for (int c = first; c <= last; c++)
            {
                string text = ((char)c).ToString();
                stable[c] = Normalization.CombiningClass(c) == 0 && UnicodeNormalizer.Nfkc.Normalize(text) == text;
            }
        }

        stable.AsSpan(0x3400..0x4DC0).Fill(true);
        stable.AsSpan(0x4E00..0xA000).Fill(true);
        return stable;
    }

    // They are at U+32FF, U+A7F2..A7F4, U+AB69 and beyond the BMP.
    private static bool HasNewer(ReadOnlySpan<char> chars) =>
        chars.ContainsAny('\u32FF', '\uAB69') || chars.ContainsAnyInRange('\uA7F2', '\uA7F4') || chars.ContainsAny('\uD801', '\uD83C', '\uD83E');

    private static void Replace(NormalizedText text)
    {
        ReadOnlySpan<char> chars = text.Chars;
        text.BeginRewrite();
        for (int i = 0; i < chars.Length;)
        {
            bool pair = char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length;
            int code = pair ? char.ConvertToUtf32(chars[i], chars[i + 1]) : chars[i];
            int length = pair ? 2 : 1;
            if (Newer.TryGetValue(code, out int[]? to))
            {
                foreach (int c in to)
                    text.EmitCodePoint(c, i);
            }
            else
            {
                text.EmitRange(i, i + length);
            }

            i += length;
        }

        text.EndRewrite();
    }

    private static Dictionary<int, int[]> ReadNewer()
    {
        // What is in UnicodeData.txt of 14.0.0 but not of 9.0.0: a character and what it stands for.
        const string Table =
            "32FF=4EE4 548C;A7F2=43;A7F3=46;A7F4=51;AB69=28D;10781=2D0;10782=2D1;10783=E6;10784=299;10785=253;10787=2A3;10788=AB66;10789=2A5;" +
            "1078A=2A4;1078B=256;1078C=257;1078D=1D91;1078E=258;1078F=25E;10790=2A9;10791=264;10792=262;10793=260;10794=29B;10795=127;10796=29C;" +
            "10797=267;10798=284;10799=2AA;1079A=2AB;1079B=26C;1079C=1DF04;1079D=A78E;1079E=26E;1079F=1DF05;107A0=28E;107A1=1DF06;107A2=F8;" +
            "107A3=276;107A4=277;107A5=71;107A6=27A;107A7=1DF08;107A8=27D;107A9=27E;107AA=280;107AB=2A8;107AC=2A6;107AD=AB67;107AE=2A7;" +
            "107AF=288;107B0=2C71;107B2=28F;107B3=2A1;107B4=2A2;107B5=298;107B6=1C0;107B7=1C1;107B8=1C2;107B9=1DF0A;107BA=1DF1E;1F16C=4D 52;" +
            "1FBF0=30;1FBF1=31;1FBF2=32;1FBF3=33;1FBF4=34;1FBF5=35;1FBF6=36;1FBF7=37;1FBF8=38;1FBF9=39";
        return Table.Split(';').Select(entry => entry.Split('=')).ToDictionary(
            entry => Convert.ToInt32(entry[0], 16),
            entry => entry[1].Split(' ').Select(code => Convert.ToInt32(code, 16)).ToArray());
    }
}
