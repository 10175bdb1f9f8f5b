namespace MLNetBert.Tokenizers.Normalizers;

/// <summary>Prepends a text to every text that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    public static PrependNormalizer Read(ConfigNode node) => new(node.Required("prepend").String());

    public override void Normalize(NormalizedText text)
    {
        if (text.Length == 0)
            return;
        text.BeginRewrite();
        foreach (char unit in prefix)
            text.Emit(unit, 0);
        text.EmitRange(0, text.Length);
        text.EndRewrite();
    }
}
