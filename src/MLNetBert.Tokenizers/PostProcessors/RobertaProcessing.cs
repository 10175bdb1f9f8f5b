namespace MLNetBert.Tokenizers.PostProcessors;

/// <summary>&lt;s> A &lt;/s>, and &lt;s> A &lt;/s>&lt;/s> B &lt;/s>; all with type 0.</summary>
internal static class RobertaProcessing
{
    public static PostProcessor Read(ConfigNode node) => Create(
        BertProcessing.SpecialToken(node.Required("cls")),
        BertProcessing.SpecialToken(node.Required("sep")),
        node.Required("trim_offsets").Bool() ? new ByteLevelTrimmer(node.Required("add_prefix_space").Bool()) : null);

    /// <param name="cls">The token before a text.</param>
    /// <param name="sep">The token after a text.</param>
    /// <param name="trimmer">Changes offsets; or null.</param>
    /// <param name="asTemplate">Whether the file writes it as TemplateProcessing, as XLM-RoBERTa's does.</param>
    public static PostProcessor Create((string Token, int Id) cls, (string Token, int Id) sep, OffsetTrimmer? trimmer, bool asTemplate = false)
    {
        TemplatePiece first = TemplatePiece.Special(0, [cls.Id], [cls.Token]), end = TemplatePiece.Special(0, [sep.Id], [sep.Token]);
        return new PostProcessor
        {
            Single = new([first, TemplatePiece.Sequence(0, 0), end]),
            Pair = new([first, TemplatePiece.Sequence(0, 0), end, end, TemplatePiece.Sequence(1, 0), end]),
            Trimmer = trimmer,
            FurtherWindowsKeepTypes = asTemplate,
        };
    }
}
