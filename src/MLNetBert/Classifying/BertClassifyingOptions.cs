namespace MLNetBert;

/// <summary>The options of <c>ScoreBert</c>. Whatever is null comes from the model's folder.</summary>
public sealed class BertClassifyingOptions : BertTextOptions
{
    /// <summary>The text column.</summary>
    public string InputColumnName { get; set; } = "Text";

    /// <summary>
    /// The column to add with the scores. With several labels: their probabilities (softmax), a Single vector of known size with the labels as slot names; with one: its logit, a Single.
    /// </summary>
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>
    /// The column to add with the label of the highest score. With several labels: a key whose values are the labels, in the order of the scores; with one: whether the score is above 0, a
    /// Boolean. Not added if the model was trained on regression.
    /// </summary>
    public string PredictedLabelColumnName { get; set; } = "PredictedLabel";

    /// <summary>The column to add with the sigmoid of the score, a Single, if there is one label. Not added if there are several, or if the model was trained on regression.</summary>
    public string ProbabilityColumnName { get; set; } = "Probability";

    internal override string TextColumnName => InputColumnName;

    internal BertClassifyingOptions Clone() => (BertClassifyingOptions)MemberwiseClone();
}
