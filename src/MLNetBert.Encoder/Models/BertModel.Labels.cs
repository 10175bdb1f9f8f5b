namespace MLNetBert;

/// <content>The classification head.</content>
public sealed partial class BertModel
{
    private readonly Lazy<IReadOnlyList<string>?> _labels;

    /// <summary>
    /// The names of the labels in the order of the logits: id2label of config.json, else LABEL_0, LABEL_1, and so on. Null if the graph has no logits, one score per label
    /// for each text.
    /// </summary>
    /// <exception cref="BadInputException">config.json has another number of labels than the graph, or names them wrongly.</exception>
    public IReadOnlyList<string>? Labels => Opened(_labels).Value;

    /// <summary>
    /// What the classification head was trained on, as config.json's problem_type says: regression, single_label_classification or multi_label_classification; null if it does not say.
    /// </summary>
    public string? ProblemType => Source.Settings.Head.ProblemType?.Value;

    /// <summary>Why the graph's logits are not one score per label for each text; null if they are, or if there are none.</summary>
    internal string? WhyNoLogits => View.Outputs.WhyNoLogits;
}
