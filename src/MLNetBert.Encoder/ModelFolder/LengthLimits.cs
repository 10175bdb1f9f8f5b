namespace MLNetBert;

/// <summary>How many tokens a text may have, special ones included, and who says so. Immutable and thread-safe.</summary>
public sealed class LengthLimits
{
    /// <summary>BERT's own length, for a folder that says nothing at all.</summary>
    private const int Usual = 512;

    private readonly string _modelFile;

    private LengthLimits(Sourced<int>? longest, Sourced<int> usual, IReadOnlyList<string> warnings, string modelFile) =>
        (Longest, Default, Warnings, _modelFile) = (longest, usual, warnings, modelFile);

    /// <summary>The most that the model can run; null if nothing says.</summary>
    public Sourced<int>? Longest { get; }

    /// <summary>What longer texts are cut to unless an option says otherwise; at most <see cref="Longest"/>.</summary>
    public Sourced<int> Default { get; }

    /// <summary>One sentence for each pair of files that contradict each other.</summary>
    internal IReadOnlyList<string> Warnings { get; }

    /// <summary>The length that longer texts are cut to if only a folder's JSON files and tokenizer count, and no model; null if none says.</summary>
    /// <exception cref="BadInputException">A file cannot be used; the message names it and the key.</exception>
    public static Sourced<int>? OfFolder(string folder, PreTrainedTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var settings = ModelSettings.Read(folder);
        Sourced<int>? asked = Asked(settings, tokenizer.ModelMaxLength), positions = settings.Positions;
        return asked == null || positions?.Value < asked.Value ? positions : asked;
    }

    /// <summary>Why texts cannot be cut to a length: special tokens alone fill it. Null if they can.</summary>
    /// <param name="length">The length, and the option, or file and key, that asks for it.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="pair">Whether there are pairs of texts, which take more special tokens.</param>
    public static string? WhyNoRoom(Sourced<int> length, PreTrainedTokenizer tokenizer, bool pair)
    {
        ArgumentNullException.ThrowIfNull(length);
        ArgumentNullException.ThrowIfNull(tokenizer);
        int special = tokenizer.NumSpecialTokensToAdd(pair);
        return length.Value > special ? null
            : $"{length.Source} is {length.Value}, which leaves no room for a text beside the {special} special tokens{(pair ? " of a pair" : "")}; make it at least {special + 1}.";
    }

    /// <summary>Why the model cannot run texts of a length: it holds fewer tokens. Null if it can.</summary>
    public string? WhyTooLong(int length) => length > Longest?.Value
        ? $"The max length {length} is more than the {Longest.Value} tokens that {_modelFile} holds; choose at most that."
        : null;

    /// <summary>Like <see cref="WhyNoRoom"/> and <see cref="WhyTooLong"/>. Null if texts can be cut to the length.</summary>
    public string? WhyNot(Sourced<int> length, PreTrainedTokenizer tokenizer, bool pair)
    {
        ArgumentNullException.ThrowIfNull(length);
        return WhyTooLong(length.Value) ?? WhyNoRoom(length, tokenizer, pair);
    }

    /// <param name="settings">What the folder says.</param>
    /// <param name="table">How many positions the graph's table has.</param>
    /// <param name="fixedLength">The only length that the graph takes, and where that is said.</param>
    /// <param name="tokenizerMaxLength">What the tokenizer says.</param>
    /// <param name="modelFile">The ONNX file, for messages.</param>
    internal static LengthLimits Find(ModelSettings settings, Sourced<int>? table, Sourced<int>? fixedLength, int? tokenizerMaxLength, string modelFile)
    {
        List<string> warnings = [];
        Sourced<int>? said = settings.Positions, longest = said ?? table;
        if (table?.Value < said?.Value)
        {
            // The runtime fails deep inside if the table lacks a position.
            warnings.Add(Smaller(said, table));
            longest = table;
        }

        if (fixedLength != null && (longest == null || fixedLength.Value < longest.Value))
            longest = fixedLength;

        Sourced<int>? asked = Asked(settings, tokenizerMaxLength);
        if (asked == null || longest == null || asked.Value <= longest.Value)
            return new(longest, asked ?? longest ?? new(Usual, "the usual; no file says"), warnings, modelFile);
        if (fixedLength?.Value != longest.Value)
            warnings.Add(Smaller(asked, longest));
        return new(longest, longest, warnings, modelFile);
    }

    private static string Smaller(Sourced<int> said, Sourced<int> held) =>
        $"{said.Source} is {said.Value}, but the model holds {held.Value} tokens ({held.Source}); {held.Value} is used.";

    private static Sourced<int>? Asked(ModelSettings settings, int? tokenizerMaxLength) =>
        Length(settings.SentenceBert["max_seq_length"])
        ?? Length(settings.TokenizerConfig["model_max_length"])
        ?? (tokenizerMaxLength is int number ? new(number, "the tokenizer") : null);

    private static Sourced<int>? Length(ConfigNode node) => node.LengthOrNull() is int length ? new(length, node.Source) : null;
}
