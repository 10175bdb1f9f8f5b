using System.Text;

namespace MLNetBert.Tests.Tokenization.Fuzz;

/// <summary>
/// Random texts that tokenizers stumble over: all of Unicode block by block, the characters that normalizers treat
/// specially, words and pieces of the vocabulary, added tokens in the middle of words, and realistic text.
/// </summary>
internal sealed class TextGenerator(int seed, IReadOnlyList<string> tokens, IReadOnlyList<string> addedTokens)
{
    /// <summary>First code points of ranges and characters that some table, rule or library gets wrong.</summary>
    private static readonly int[] Special =
    [
        0x00, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1F, 0x20, 0x7F, 0x85, 0x9F, 0xA0, 0xAD, 0xB7, 0xDF, 0x130, 0x131, 0x149, 0x17F, 0x1C5, 0x1F0,
        0x300, 0x301, 0x307, 0x308, 0x323, 0x327, 0x334, 0x344, 0x345, 0x378, 0x37E, 0x387, 0x390, 0x3A3, 0x3C2, 0x3C3, 0x483, 0x488, 0x5BF, 0x600, 0x61C,
        0x64B, 0x8E2, 0x890, 0x898, 0x93C, 0x958, 0xE33, 0xF0B, 0xFB2, 0x10D0, 0x1100, 0x1160, 0x11A8, 0x1361, 0x13A0, 0x1680, 0x180E, 0x1AC0, 0x1ADD,
        0x1C80, 0x1C90, 0x1D165, 0x1D16D, 0x1E9E, 0x1F88, 0x1FEF, 0x2000, 0x2001, 0x200A, 0x200B, 0x200C, 0x200D, 0x200E, 0x2010, 0x2018, 0x2019, 0x201C,
        0x2026, 0x2028, 0x2029, 0x202E, 0x202F, 0x2044, 0x205F, 0x2060, 0x2066, 0x20AC, 0x20D0, 0x20DD, 0x20E3, 0x2126, 0x212A, 0x212B, 0x2160, 0x24B6,
        0x2581, 0x2E80, 0x3000, 0x3001, 0x302A, 0x302E, 0x3042, 0x3099, 0x309B, 0x30A2, 0x3131, 0x31C0, 0x32FF, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xA640,
        0xA66F, 0xA8E0, 0xAB69, 0xAC00, 0xAC01, 0xD7A3, 0xD7B0, 0xE000, 0xF900, 0xFA0E, 0xFB01, 0xFB1D, 0xFDFA, 0xFE00, 0xFE0F, 0xFE10, 0xFE20, 0xFE64,
        0xFEFF, 0xFF01, 0xFF21, 0xFF41, 0xFF76, 0xFF9E, 0xFFA0, 0xFFF9, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF, 0x10100, 0x10400, 0x10E6D, 0x10F46, 0x11938,
        0x13430, 0x16E40, 0x16FF0, 0x1BCA0, 0x1D173, 0x1D400, 0x1D7CE, 0x1E130, 0x1E900, 0x1F1E6, 0x1F3FB, 0x1F468, 0x1F600, 0x1FAE9, 0x20000, 0x2A6DF,
        0x2A6E0, 0x2A700, 0x2B73F, 0x2B81F, 0x2B820, 0x2B91F, 0x2B920, 0x2CEAF, 0x2CEB0, 0x2F800, 0x2FA1D, 0x30000, 0xE0001, 0xE0020, 0xE0100, 0xF0000, 0x10FFFD,
    ];

    private static readonly string[] Realistic = [.. ReferenceTokenizers.Rows("texts", "realistic").Select(r => r.GetProperty("text").GetString()!)];
    private readonly Random _random = new(seed);

    /// <summary>The next text; a tenth are pairs.</summary>
    public FuzzText Next() => new(Text(), _random.Next(10) == 0 ? Text() : null);

    private string Text()
    {
        var text = new StringBuilder();
        int parts = _random.Next(12);
        do
        {
            Part(text);
            if (_random.Next(3) == 0)
                text.Append(_random.Next(6) == 0 ? "  " : " ");
        }
        while (--parts > 0 && text.Length < 2000);
        return text.ToString();
    }

    private void Part(StringBuilder text)
    {
        switch (_random.Next(14))
        {
            case 0:
                for (int i = _random.Next(8); i >= 0; i--)
                    Append(text, _random.Next(0x110000));

                break;
            case 1:
                int block = _random.Next(0x110000 / 0x80) * 0x80;
                Block(text, _random.Next(3) == 0 ? block : block % 0x3400);
                break;
            case 2:
            case 3:
                for (int i = _random.Next(6); i >= 0; i--)
                    Append(text, Special[_random.Next(Special.Length)] + (_random.Next(4) == 0 ? _random.Next(4) : 0));

                break;
            case 4:
                text.Append(Pick(tokens)).Append(char.ConvertFromUtf32(Special[_random.Next(Special.Length)])).Append(Pick(tokens));
                break;
            case 5 when addedTokens.Count > 0:
                text.Append(Pick(addedTokens));
                break;
            case 6 when addedTokens.Count > 0:
                string token = Pick(addedTokens);
                text.Append(_random.Next(3) switch { 0 => token.ToLowerInvariant(), 1 => token[..^1], _ => token + token });
                break;
            case 7:
                string line = Pick(Realistic);
                int start = _random.Next(line.Length);
                text.Append(line.AsSpan(start, Math.Min(line.Length - start, _random.Next(120))));
                break;
            case 8:
                for (int i = _random.Next(10); i >= 0; i--)
                    text.Append((char)_random.Next(0x21, 0x7F));

                break;
            case 9 when _random.Next(8) == 0:
                string repeated = _random.Next(2) == 0 ? Pick(tokens) : char.ConvertFromUtf32(Special[_random.Next(Special.Length)]);
                for (int i = _random.Next(130); i >= 0; i--)
                    text.Append(repeated);

                break;
            case 10:
                text.Append(Pick(tokens).ToUpperInvariant());
                break;
            case 11:
                foreach (char c in Pick(tokens))
                {
                    text.Append(c);
                    if (_random.Next(3) == 0)
                        Append(text, 0x300 + _random.Next(0x70));
                }

                break;
            default:
                text.Append(Pick(tokens)).Append(Pick(tokens));
                break;
        }
    }

    private void Block(StringBuilder text, int block)
    {
        for (int i = _random.Next(12); i >= 0; i--)
            Append(text, block + _random.Next(0x80));
    }

    /// <summary>Surrogates come out alone: what half a character makes of a tokenizer is part of the test.</summary>
    private static void Append(StringBuilder text, int code)
    {
        if (code < 0x10000)
            text.Append((char)code);
        else
            text.Append(char.ConvertFromUtf32(Math.Min(code, 0x10FFFF)));
    }

    private string Pick(IReadOnlyList<string> list) => list[_random.Next(list.Count)];
}
