namespace MLNetBert;

/// <content>The scores of a classification head.</content>
public sealed partial class BertFeaturizer
{
    /// <summary>What is made of logits.</summary>
    public LogitActivation Activation => Options.Activation;

    private bool HasLogits => Pooling.Modes.Contains(PoolingMode.Logits);

    /// <exception cref="BadInputException">The model lacks an output that the pooling needs, or the options ask for what logits cannot be.</exception>
    private void CheckOutputs()
    {
        BertModelOutputs missing = EncoderView.OutputsFor(Pooling) & ~Model.Outputs;
        if (missing.HasFlag(BertModelOutputs.Logits) && Model.WhyNoLogits is { } why)
            throw new BadInputException($"{why}; or choose another pooling than logits.") { Code = "model.pooling", File = Model.ModelFile };
        if (missing != BertModelOutputs.None)
            throw new BadInputException($"The pooling {Pooling} needs the output {missing}, which {Model.ModelFile} does not have (it has {Model.Outputs}); choose another pooling.") { Code = "model.pooling", File = Model.ModelFile };
        if (!HasLogits && Activation != LogitActivation.None)
            throw new BadInputException($"The activation {Activation} is for logits, which the pooling {Pooling} does not have; choose the pooling logits, or leave the activation out.") { Code = "option.conflict", Key = nameof(FeaturizerOptions.Activation) };
        if (HasLogits && Activation == LogitActivation.Softmax && Model.Labels!.Count == 1)
            throw new BadInputException($"{Model.ModelFile} has one label, whose softmax is 1 for every text; choose the activation sigmoid or none.") { Code = "option.conflict", Key = nameof(FeaturizerOptions.Activation) };
        if (HasLogits && Normalize)
            throw new BadInputException($"The pooling {Pooling} has logits, and scores of labels scaled to unit length no longer say how sure the model is; leave normalize out, or choose another pooling.") { Code = "option.conflict", Key = nameof(FeaturizerOptions.Normalize) };
    }

    private int SizeOf(PoolingMode mode) => mode switch
    {
        PoolingMode.SentenceEmbedding => Model.SentenceEmbeddingSize!.Value,
        PoolingMode.Logits => Model.Labels!.Count,
        _ => Model.HiddenSize,
    };
}
