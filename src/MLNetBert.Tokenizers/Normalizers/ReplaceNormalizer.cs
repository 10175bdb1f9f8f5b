namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>Replaces each match of a pattern with a text. The replacement is aligned with the end of what it replaces.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : Normalizer
{
    public static ReplaceNormalizer Read(ConfigNode node) => new(TextPattern.Read(node.Required("pattern")), node.Required("content").String());

    public override bool KeepsCutPlaces => pattern.SparesCutPlaces;

    public override void Normalize(NormalizedText text)
    {
        if (!pattern.CanMatch(text.Chars))
            return;
        List<PatternMatch> matches = [];
        pattern.Find(text.Chars, matches, text.Budget);
        if (!matches.Exists(match => match.IsMatch))
            return;
        text.BeginRewrite();
        foreach (PatternMatch match in matches)
        {
            if (!match.IsMatch)
            {
                text.EmitRange(match.Start, match.End);
                continue;
            }

            foreach (char unit in content)
            {
                if (match.End > 0)
                    text.Emit(unit, match.End - 1);
                else
                    text.Emit(unit, text.OriginalStart(0), text.OriginalStart(0));
            }
        }

        text.EndRewrite();
    }
}
