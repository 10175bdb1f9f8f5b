namespace MLNetBert.Classifying;

/// <summary>What a model's head was trained to say about a text, which decides what the columns of ML.NET's evaluators are.</summary>
internal enum ClassificationHead
{
    /// <summary>Which one of several labels it has.</summary>
    Multiclass,

    /// <summary>Whether it has the one label.</summary>
    Binary,

    /// <summary>A number.</summary>
    Regression,
}

/// <summary>Finds out about heads.</summary>
internal static class ClassificationHeads
{
    /// <summary>By the number of labels, and by problem_type as in transformers.</summary>
    /// <exception cref="BadInputException">The model has no head, or one that gives no single label.</exception>
    public static ClassificationHead Of(BertModel model)
    {
        if (model.Labels is not { Count: var labels })
            throw new BadInputException($"{model.ModelFile} has no output logits [batch, labels], which ScoreBert takes; export the model for sequence classification, or train a classifier on the features of FeaturizeBert.") { Code = "model.outputs", File = model.ModelFile };
        return (model.ProblemType, labels) switch
        {
            ("regression", 1) => ClassificationHead.Regression,
            (null or "single_label_classification" or "multi_label_classification", 1) => ClassificationHead.Binary,
            (null or "single_label_classification", _) => ClassificationHead.Multiclass,
            ("multi_label_classification", _) => throw Refused(model, "a text may have several labels, so there is none to predict; take FeaturizeBert with the pooling logits and the activation Sigmoid"),
            ("regression", _) => throw Refused(model, $"a text has {labels} numbers and no label; take FeaturizeBert with the pooling logits"),
            _ => throw Refused(model, "that is none of regression, single_label_classification and multi_label_classification; correct config.json"),
        };
    }

    private static BadInputException Refused(BertModel model, string why) =>
        new($"The problem_type of {model.Folder} is {model.ProblemType}: {why}.") { Code = "model.labels", File = model.Folder, Key = "problem_type" };
}
