namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>Drops white space at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public static StripNormalizer Read(ConfigNode node) => new(node.Required("strip_left").Bool(), node.Required("strip_right").Bool());

    public override bool KeepsCutPlaces => !left;

    public override void Normalize(NormalizedText text)
    {
        ReadOnlySpan<char> chars = text.Chars;
        int start = 0, end = chars.Length;
        while (left && start < end && CodePoints.WhiteSpace.Contains(chars[start]))
            start++;
        while (right && end > start && CodePoints.WhiteSpace.Contains(chars[end - 1]))
            end--;
        if (end - start == chars.Length)
            return;
        text.BeginRewrite();
        text.EmitRange(start, end);
        text.EndRewrite();
    }
}
