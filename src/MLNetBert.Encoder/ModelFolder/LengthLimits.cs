using MLNetBert.Encoder.Onnx;
using MLNetBert.Encoder.Session;
using MLNetBert.Shared.Configuration;
using MLNetBert.Tokenizers;

namespace MLNetBert.Encoder.ModelFolder;

/// <summary>How many tokens a text may have, and who says so.</summary>
/// <param name="Longest">The most that the model can run; null where nothing says.</param>
/// <param name="Default">What longer texts are cut to.</param>
/// <param name="Warnings">A sentence for each two files that contradict each other.</param>
internal sealed record LengthLimits(Sourced<int>? Longest, Sourced<int> Default, IReadOnlyList<string> Warnings)
{
    /// <summary>BERT's own length, for a folder that says nothing at all.</summary>
    private const int Usual = 512;

    public static LengthLimits Find(ModelSettings settings, ModelInputs inputs, OnnxGraph graph, int? tokenizerMaxLength, string modelFile)
    {
        List<string> warnings = [];
        Sourced<int>? said = settings.Positions, table = PositionTable.Find(graph, said == null ? null : settings.PositionsBeforeText), longest = said ?? table;
        if (table?.Value < said?.Value)
        {
            // The runtime fails deep inside at a position that the table lacks.
            warnings.Add(Smaller(said, table));
            longest = table;
        }

        if (inputs.FixedSequence is int length && (longest == null || length < longest.Value))
            longest = new(length, $"{modelFile}: the shape of {inputs.All.First().Name}");

        Sourced<int>? asked = Asked(settings, tokenizerMaxLength);
        if (asked == null || longest == null || asked.Value <= longest.Value)
            return new(longest, asked ?? longest ?? new(Usual, "the usual; no file says"), warnings);
        if (inputs.FixedSequence != longest.Value)
            warnings.Add(Smaller(asked, longest));
        return new(longest, longest, warnings);
    }

    /// <summary>What longer texts are cut to where only the files beside the model are looked at; null where none says.</summary>
    public static Sourced<int>? OfFiles(ModelSettings settings, int? tokenizerMaxLength)
    {
        Sourced<int>? asked = Asked(settings, tokenizerMaxLength), positions = settings.Positions;
        return asked == null || positions?.Value < asked.Value ? positions : asked;
    }

    /// <summary>Refuses a length that special tokens fill alone; its source is the option, or file and key.</summary>
    public static void CheckRoom(Sourced<int> length, PreTrainedTokenizer tokenizer, bool pair)
    {
        int special = tokenizer.NumSpecialTokensToAdd(pair);
        if (length.Value <= special)
            throw new BadInputException($"{length.Source} is {length.Value}, which leaves no room for a text beside the {special} special tokens{(pair ? " of a pair" : "")}; make it at least {special + 1}.");
    }

    private static string Smaller(Sourced<int> said, Sourced<int> held) =>
        $"{said.Source} is {said.Value}, but the model holds {held.Value} tokens ({held.Source}); {held.Value} is used.";

    private static Sourced<int>? Asked(ModelSettings settings, int? tokenizerMaxLength) =>
        Length(settings.SentenceBert["max_seq_length"])
        ?? Length(settings.TokenizerConfig["model_max_length"])
        ?? (tokenizerMaxLength is int number ? new(number, "the tokenizer") : null);

    private static Sourced<int>? Length(ConfigNode node) => node.LengthOrNull() is int length ? new(length, node.Source) : null;
}
