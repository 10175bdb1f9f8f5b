using MLNetBert.Onnx;

namespace MLNetBert;

/// <summary>How many tokens a text may have, and who says so.</summary>
/// <param name="Longest">The most that the model can run; null where nothing says.</param>
/// <param name="Default">What longer texts are cut to.</param>
/// <param name="Warning">A sentence where the files contradict each other.</param>
internal sealed record LengthLimits(Sourced<int>? Longest, Sourced<int> Default, string? Warning)
{
    /// <summary>BERT's own length, for a folder that says nothing at all.</summary>
    private const int Usual = 512;

    /// <summary>A model_max_length above this is transformers' way of saying that there is none (it writes 1e30).</summary>
    private const double NoRealNumber = 1_000_000;

    public static LengthLimits Find(ModelSettings settings, ModelInputs inputs, OnnxGraph graph, int? tokenizerMaxLength, string modelFile)
    {
        Sourced<int>? longest = settings.Positions ?? PositionTable.Find(graph);
        if (inputs.FixedSequence is int length && (longest == null || length < longest.Value))
            longest = new(length, $"{modelFile}: the shape of {inputs.All.First().Name}");

        Sourced<int>? asked = Asked(settings, tokenizerMaxLength);
        if (asked == null)
            return new(longest, longest ?? new(Usual, "the usual; no file says"), null);
        if (longest == null || asked.Value <= longest.Value)
            return new(longest, asked, null);
        string? warning = inputs.FixedSequence == longest.Value
            ? null
            : $"{asked.Source} is {asked.Value}, but the model holds {longest.Value} tokens ({longest.Source}); {longest.Value} is used.";
        return new(longest, longest, warning);
    }

    /// <summary>What longer texts are cut to where only the files beside the model are looked at; null where none says.</summary>
    public static int? OfFiles(ModelSettings settings, int? tokenizerMaxLength) =>
        Asked(settings, tokenizerMaxLength)?.Value is int asked ? Math.Min(asked, settings.Positions?.Value ?? asked) : settings.Positions?.Value;

    private static Sourced<int>? Asked(ModelSettings settings, int? tokenizerMaxLength) =>
        Size(settings.SentenceBert, "max_seq_length")
        ?? Size(settings.TokenizerConfig, "model_max_length")
        ?? (tokenizerMaxLength is int number ? new(number, "the tokenizer") : null);

    private static Sourced<int>? Size(JsonFile? file, string key) => file?.Number(key, NoRealNumber) switch
    {
        null => null,
        < 1 and int size => throw new BadInputException($"{file!.Path}: {key} must be at least 1, but is {size}."),
        int size => new(size, file!.Source(key)),
    };
}
