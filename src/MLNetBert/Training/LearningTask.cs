namespace MLNetBert;

/// <summary>What is learnt of texts, by ML.NET's names.</summary>
public enum LearningTask
{
    /// <summary>One of two classes.</summary>
    BinaryClassification,

    /// <summary>One of several classes.</summary>
    MulticlassClassification,

    /// <summary>A number.</summary>
    Regression,
}
