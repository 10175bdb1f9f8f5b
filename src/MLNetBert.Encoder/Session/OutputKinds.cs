namespace MLNetBert.Encoder.Session;

/// <summary>The outputs that a run can give, one by one.</summary>
internal static class OutputKinds
{
    public static readonly BertModelOutputs[] All = [BertModelOutputs.TokenVectors, BertModelOutputs.Pooler, BertModelOutputs.SentenceEmbedding, BertModelOutputs.Logits];
}
