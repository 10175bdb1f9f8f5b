namespace MLNetBert.Tokenizers.PostProcessors;

/// <summary>Templates written out in the file, for one text and for a pair.</summary>
internal static class TemplateProcessing
{
    public static PostProcessor Read(ConfigNode node)
    {
        Dictionary<string, TemplatePiece> special = node["special_tokens"].IsNull ? [] : node["special_tokens"].Properties().ToDictionary(p => p.Key, p => ReadSpecial(p.Value));
        Template single = ReadTemplate(node.Required("single"), special);
        Template pair = ReadTemplate(node.Required("pair"), special);
        if (single.Pieces.Any(p => p.SequenceId == 1))
            throw node["single"].Error("places the sequence B, which a single text does not have");

        if (!pair.Pieces.Any(p => p.SequenceId == 0) || !pair.Pieces.Any(p => p.SequenceId == 1))
            throw node["pair"].Error("must place both sequences, A and B");

        return new PostProcessor { Single = single, Pair = pair, FurtherWindowsKeepTypes = true };
    }

    private static TemplatePiece ReadSpecial(ConfigNode node)
    {
        int[] ids = [.. node.Required("ids").Items().Select(i => i.Count())];
        string[] tokens = [.. node.Required("tokens").Items().Select(i => i.String())];
        return ids.Length == tokens.Length ? TemplatePiece.Special(0, ids, tokens) : throw node.Error("must have as many tokens as ids");
    }

    private static Template ReadTemplate(ConfigNode list, Dictionary<string, TemplatePiece> special) => new([.. list.Items().Select(item =>
    {
        ConfigNode sequence = item["Sequence"];
        ConfigNode piece = sequence.IsNull ? item.Required("SpecialToken") : sequence;
        string id = piece.Required("id").String();
        int type = piece["type_id"].Int(missing: 0);
        if (sequence.IsNull)
            return special.TryGetValue(id, out TemplatePiece token) ? token with { TypeId = type } : throw piece["id"].Error($"is \"{id}\", which special_tokens does not have");

        return id switch
        {
            "A" => TemplatePiece.Sequence(0, type),
            "B" => TemplatePiece.Sequence(1, type),
            _ => throw piece["id"].Error("must be A or B"),
        };
    })]);
}
