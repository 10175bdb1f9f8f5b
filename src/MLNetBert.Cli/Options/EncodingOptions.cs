namespace MLNetBert.Cli.Options;

/// <summary>How texts become ids: Hugging Face's options under their own names, and which of them make no sense together.</summary>
internal sealed class EncodingOptions
{
    // More than any model takes, and a row of as many ids still fits into memory.
    private const int LongestPadding = 1 << 20;

    private readonly Option<string?> _truncation = new("--truncation")
    {
        Description = "Which text of a pair is cut: longest_first, only_first, only_second, or do_not_truncate. Default: longest_first.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _truncationSide = new("--truncation-side") { Description = "Which end is cut: left or right. Default: the tokenizer's, usually right.", HelpName = "SIDE" };

    private readonly Option<string?> _stride = new("--stride")
    {
        Description = "Splits long texts into windows that overlap by N tokens, one line each. Default: only the first window.",
        HelpName = "N",
    };

    private readonly Option<string?> _padding = new("--padding")
    {
        Description = "do_not_pad, longest (of the whole input) or max_length. Default: do_not_pad.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _multiple = new("--pad-to-multiple-of") { Description = "Rounds the padded length up to a multiple of N.", HelpName = "N" };

    private readonly Option<string?> _side = new("--padding-side") { Description = "Which end is padded: left or right. Default: the tokenizer's, usually right.", HelpName = "SIDE" };

    private readonly Option<string?> _special = new("--add-special-tokens") { Description = "Whether to add [CLS], [SEP] and the like. Default: true.", HelpName = "true|false" };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _truncation, _truncationSide, _stride, _padding, _multiple, _side, _special })
            command.Options.Add(option);
    }

    /// <summary>Whether the windows after the first are wanted too.</summary>
    public bool Windows(ParseResult parsed) => parsed.GetValue(_stride) != null;

    /// <summary>Reads the options and refuses those that contradict each other or leave no room for text.</summary>
    public EncodeOptions Read(ParseResult parsed, LengthLimit limit, ModelTokenizer model, bool pair)
    {
        TruncationStrategy? truncation = OptionValues.Truncation(parsed.GetValue(_truncation));
        string padding = OptionValues.OneOf("--padding", parsed.GetValue(_padding) ?? "do_not_pad", "do_not_pad", "longest", "max_length");
        bool special = OptionValues.Flag("--add-special-tokens", parsed.GetValue(_special) ?? "true");
        int stride = parsed.GetValue(_stride) is { } text ? OptionValues.AtLeast(0, "--stride", text) : 0;
        int? multiple = parsed.GetValue(_multiple) is { } number ? OptionValues.Positive("--pad-to-multiple-of", number) : null;
        SequenceSide? side = Side("--padding-side", parsed.GetValue(_side));
        SequenceSide? cutSide = Side("--truncation-side", parsed.GetValue(_truncationSide));

        Sourced<int>? longest = limit.Unlimited ? null : limit.Or(model.MaxLength);
        int? length = longest?.Value;
        bool cuts = truncation != null && length != null;
        Refuse(truncation == null && limit.Tokens != null && padding != "max_length", $"--truncation do_not_truncate and --max-length {limit.Tokens} contradict each other; leave one out.");
        Refuse(Windows(parsed) && !cuts, "--stride makes windows of texts that are cut, but nothing is cut; give --max-length N, and leave out --truncation do_not_truncate.");
        Refuse(cutSide != null && !cuts, "--truncation-side says which end is cut, but nothing is cut; give --max-length N, and leave out --truncation do_not_truncate.");
        Refuse(padding == "max_length" && length == null, "--padding max_length needs a length; give --max-length N.");
        Refuse(padding == "do_not_pad" && (multiple != null || side != null), $"{(multiple != null ? "--pad-to-multiple-of" : "--padding-side")} says how to pad, but nothing is padded; give --padding longest or max_length.");
        Refuse(padding == "max_length" && length > LongestPadding, $"--padding max_length makes every row as long as {longest?.Source ?? "--max-length"} says, {length} tokens; give --max-length {LongestPadding} or less.");
        Refuse(multiple > LongestPadding, $"--pad-to-multiple-of {multiple} makes every row at least as long; give {LongestPadding} or less.");
        Refuse(padding != "do_not_pad" && model.Tokenizer.PadTokenId == null, $"--padding {padding}: the tokenizer has no padding token.");
        int added = special ? model.Tokenizer.NumSpecialTokensToAdd(pair) : 0;
        if (special && cuts && LengthLimits.WhyNoRoom(longest!, model.Tokenizer, pair) is { } why)
            throw new BadInputException(why) { Code = "model.length" };

        Refuse(cuts && stride >= length - added, $"--stride {stride} is not below the {length - added} tokens that a window has for the text; give a smaller stride, or a larger --max-length.");
        return new EncodeOptions
        {
            AddSpecialTokens = special,
            MaxLength = cuts ? length : null,
            Truncation = truncation ?? TruncationStrategy.LongestFirst,
            TruncationSide = cutSide,
            Stride = stride,
            Padding = padding switch
            {
                "longest" => PaddingStrategy.Longest,
                "max_length" => PaddingStrategy.MaxLength,
                _ => PaddingStrategy.None,
            },
            PadLength = padding == "max_length" ? length : null,
            PadToMultipleOf = multiple,
            PaddingSide = side,
        };
    }

    private static SequenceSide? Side(string option, string? name) => name == null
        ? null
        : OptionValues.OneOf(option, name, "left", "right") == "left" ? SequenceSide.Left : SequenceSide.Right;

    private static void Refuse(bool contradiction, string sentence)
    {
        if (contradiction)
            throw new BadInputException(sentence) { Code = "option.conflict", Key = sentence.Split([' ', ':'])[0] };
    }
}
