namespace MLNetBert;

/// <summary>
/// How the token vectors of a text become one vector. The names (<see cref="TokenPooling.Parse"/>) are those of
/// sentence-transformers' <c>1_Pooling/config.json</c>; only tokens whose attention mask is not 0 count.
/// </summary>
public enum PoolingMode
{
    /// <summary><c>mean</c>: the sum divided by the number of tokens.</summary>
    Mean,

    /// <summary><c>cls</c>: the vector of the first token.</summary>
    Cls,

    /// <summary><c>max</c>: the greatest value of each dimension.</summary>
    Max,

    /// <summary><c>min</c>: the lowest value of each dimension.</summary>
    Min,

    /// <summary><c>mean_sqrt_len_tokens</c>: the sum divided by the square root of the number of tokens.</summary>
    MeanSqrtLengthTokens,

    /// <summary><c>weightedmean</c>: the mean with weights 1, 2, 3, ... from the first token on.</summary>
    WeightedMean,

    /// <summary><c>lasttoken</c>: the vector of the last token.</summary>
    LastToken,

    /// <summary><c>pooler</c>: the model's own <c>pooler_output</c>.</summary>
    Pooler,

    /// <summary><c>sentence_embedding</c>: the vector that the model's graph pools itself.</summary>
    SentenceEmbedding,

    /// <summary><c>none</c>: no pooling, every token's vector. Cannot be joined with another.</summary>
    None,

    /// <summary><c>logits</c>: the scores of the model's classification head, one per label (<see cref="BertModel.Labels"/>).</summary>
    Logits,
}
