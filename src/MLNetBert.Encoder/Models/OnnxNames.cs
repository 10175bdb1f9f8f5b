namespace MLNetBert;

/// <summary>The names of the inputs and the output of a file that <see cref="BertModel.SaveOnnx"/> writes.</summary>
public sealed record OnnxNames
{
    /// <summary>The input with the token ids, int64 [batch, sequence].</summary>
    public string InputIds { get; init; } = "input_ids";

    /// <summary>The input with the attention mask, int64 [batch, sequence], if the model takes one.</summary>
    public string AttentionMask { get; init; } = "attention_mask";

    /// <summary>The input with the token types, int64 [batch, sequence], if the model takes them.</summary>
    public string TokenTypeIds { get; init; } = "token_type_ids";

    /// <summary>The output with the token vectors, float32 [batch, sequence, hidden size].</summary>
    public string LastHiddenState { get; init; } = "last_hidden_state";
}
