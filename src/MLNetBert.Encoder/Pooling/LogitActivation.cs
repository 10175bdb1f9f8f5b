namespace MLNetBert;

/// <summary>What is made of the scores of a classification head (<see cref="PoolingMode.Logits"/>).</summary>
public enum LogitActivation
{
    /// <summary>Nothing: the logits as the model gives them.</summary>
    None,

    /// <summary>Probabilities that add up to 1: exp(x) divided by the sum of all labels' exp(x). For texts that have one of several labels.</summary>
    Softmax,

    /// <summary>A probability of each label by itself: 1 / (1 + exp(-x)). For a single label, and for texts that may have several.</summary>
    Sigmoid,
}
