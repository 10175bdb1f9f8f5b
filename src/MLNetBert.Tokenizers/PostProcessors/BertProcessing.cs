namespace MLNetBert.Tokenizers.PostProcessors;

/// <summary>[CLS] A [SEP], or [CLS] A [SEP] B [SEP] with type 1 from B on.</summary>
internal static class BertProcessing
{
    public static PostProcessor Read(ConfigNode node) => Create(SpecialToken(node.Required("cls")), SpecialToken(node.Required("sep")));

    public static PostProcessor Create((string Token, int Id) cls, (string Token, int Id) sep) => new()
    {
        Single = new([Special(cls, 0), TemplatePiece.Sequence(0, 0), Special(sep, 0)]),
        Pair = new([Special(cls, 0), TemplatePiece.Sequence(0, 0), Special(sep, 0), TemplatePiece.Sequence(1, 1), Special(sep, 1)]),
    };

    /// <summary>Reads a token and its id, written as a list of two.</summary>
    public static (string Token, int Id) SpecialToken(ConfigNode node)
    {
        ConfigNode[] items = [.. node.Items()];
        return items.Length == 2 ? (items[0].String(), items[1].Count()) : throw node.Error("must be a list of a token and its id");
    }

    private static TemplatePiece Special((string Token, int Id) token, int type) => TemplatePiece.Special(type, [token.Id], [token.Token]);
}
