namespace MLNetBert;

/// <summary>Which of a model's outputs a run gives.</summary>
[Flags]
public enum BertModelOutputs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The token vectors, usually called last_hidden_state: [batch, sequence, hidden].</summary>
    TokenVectors = 1,

    /// <summary>The pooler_output: [batch, hidden].</summary>
    Pooler = 2,

    /// <summary>The vector that the graph pools itself, usually called sentence_embedding: [batch, dims].</summary>
    SentenceEmbedding = 4,

    /// <summary>The scores of a classification head, called logits: [batch, labels].</summary>
    Logits = 8,
}
