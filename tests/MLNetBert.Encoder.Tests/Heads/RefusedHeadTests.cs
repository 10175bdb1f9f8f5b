namespace MLNetBert.Tests;

/// <summary>What logits cannot be is refused with a sentence that says why.</summary>
public class RefusedHeadTests
{
    [Fact]
    public void Scores_of_every_token()
    {
        using HeadFolder alone = new(9, make: (encoder, weights, _) => HeadGraphs.Tokens(encoder, weights));
        BadInputException opening = Assert.Throws<BadInputException>(alone.Open);
        Assert.Equal($"{alone.At("model.onnx")}: its output logits (float [batch, sequence, 9]) is not [batch, labels] in float or float16: it has scores for every token, as token classification and language models do; export the model for sequence classification, or the encoder alone with last_hidden_state.", opening.Message);
        Assert.Equal("model.outputs", opening.Code);

        // As many labels as the hidden size must not make them token vectors.
        using HeadFolder wide = new(HeadFolder.Hidden, make: (encoder, weights, _) => HeadGraphs.Tokens(encoder, weights));
        Assert.Contains("logits (float [batch, sequence, 32]) is not [batch, labels]", Assert.Throws<BadInputException>(wide.Open).Message);

        using HeadFolder beside = new(9, make: (encoder, weights, _) => HeadGraphs.Tokens(encoder, weights, keep: true));
        using BertModel model = beside.Open();
        Assert.Null(model.Labels);
        Assert.Equal(HeadFolder.Hidden, new BertFeaturizer(model).Dimension);
        Assert.Contains(model.Description, fact => fact.Value == "not used: logits (float [batch, sequence, 9])");
        Assert.EndsWith("or choose another pooling than logits.", Assert.Throws<BadInputException>(() => new BertFeaturizer(model, new FeaturizerOptions { Pooling = PoolingMode.Logits })).Message);
    }

    [Theory]
    [InlineData(3, "logits", "The pooling logits has logits, and scores of labels scaled to unit length no longer say how sure the model is; leave normalize out, or choose another pooling.", true, null, LogitActivation.None)]
    [InlineData(3, "logits", "The pooling logits has logits, of which no label can be left out; leave the truncated dimension out, or choose another pooling.", null, 2, LogitActivation.None)]
    [InlineData(1, "logits", "FILE has one label, whose softmax is 1 for every text; choose the activation sigmoid or none.", null, null, LogitActivation.Softmax)]
    [InlineData(3, "mean", "The activation Sigmoid is for logits, which the pooling mean does not have; choose the pooling logits, or leave the activation out.", null, null, LogitActivation.Sigmoid)]
    public void Options_that_contradict_each_other(int labels, string pooling, string message, bool? normalize, int? size, LogitActivation activation)
    {
        using HeadFolder folder = new(labels, keep: true);
        using BertModel model = folder.Open();
        BadInputException refused = Assert.Throws<BadInputException>(() => new BertFeaturizer(model, new FeaturizerOptions { Pooling = TokenPooling.Parse(pooling), Normalize = normalize, TruncateDim = size, Activation = activation }));
        Assert.Equal(("option.conflict", message.Replace("FILE", folder.At("model.onnx"), StringComparison.Ordinal)), (refused.Code, refused.Message));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BertFeaturizer(model, new FeaturizerOptions { Activation = (LogitActivation)3 }));
    }

    [Fact]
    public void Models_without_logits_and_other_layers()
    {
        using HeadFolder folder = new(3, keep: true);
        using BertModel model = folder.Open(), embedded = BertModel.Open();
        Assert.Null(embedded.Labels);
        Assert.Contains("The pooling logits needs the output Logits", Assert.Throws<BadInputException>(() => new BertFeaturizer(embedded, new FeaturizerOptions { Pooling = PoolingMode.Logits })).Message);
        BertModel layer = model.WithHiddenLayer(-2);
        Assert.Null(layer.Labels);
        Assert.Contains("The pooling logits needs the output Logits", Assert.Throws<BadInputException>(() => new BertFeaturizer(layer, new FeaturizerOptions { Pooling = PoolingMode.Logits })).Message);
        using HeadFolder only = new(3);
        using BertModel head = only.Open();
        Assert.Contains("no output with token vectors, which the hidden layers are found from", Assert.Throws<BadInputException>(() => head.WithHiddenLayer(-2)).Message);
        Assert.Throws<ArgumentException>(() => new TokenPooling(PoolingMode.Logits).Pool([1, 2], default, 2, normalize: false, new float[2]));
    }
}
