using MLNetBert.Tokenizers;

namespace MLNetBert.Tests;

/// <summary>One open model, several views of it.</summary>
public sealed class ViewTests
{
    private static readonly PreTrainedTokenizer Tokenizer = PreTrainedTokenizer.Open(ReferenceModels.Path("tiny-tokenizers", "wordpiece"));

    [Fact]
    public void A_view_gives_the_bits_of_a_model_opened_so_and_is_opened_once()
    {
        var layers = HiddenLayers.Average(0, -2);
        using var bert = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { Tokenizer = Tokenizer });
        using var opened = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { HiddenLayer = layers, Tokenizer = Tokenizer });
        BertModel view = bert.WithHiddenLayer(layers);
        Assert.Same(view, bert.WithHiddenLayer(HiddenLayers.Average(0, -2)));
        Assert.Same(view, view.WithHiddenLayer(layers));
        Assert.Same(bert, bert.WithHiddenLayer(null));
        Assert.Same(bert.Tokenizer, view.Tokenizer);
        Assert.Equal(layers, view.Options.HiddenLayer);
        Assert.Equal(new BertFeaturizer(opened).Featurize("the fox"), new BertFeaturizer(view).Featurize("the fox"));
        Assert.NotEqual(new BertFeaturizer(bert).Featurize("the fox"), new BertFeaturizer(view).Featurize("the fox"));
    }

    [Fact]
    public void A_view_is_closed_with_the_model_and_not_by_itself()
    {
        var bert = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { Tokenizer = Tokenizer });
        BertModel view = bert.WithHiddenLayer(-2);
        view.Dispose();
        new BertFeaturizer(view).Featurize("the fox");
        bert.Dispose();
        Assert.Throws<ObjectDisposedException>(() => view.Run([1, 2], default, default, 1, 2));
        Assert.Throws<ObjectDisposedException>(() => bert.WithHiddenLayer(-3));
    }

    [Fact]
    public void A_layer_that_is_not_there_leaves_the_model_as_it_was()
    {
        using var bert = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { Tokenizer = Tokenizer });
        Assert.Throws<BadInputException>(() => bert.WithHiddenLayer(99));
        new BertFeaturizer(bert.WithHiddenLayer(-2)).Featurize("the fox");
    }

    [Fact]
    public void Opening_can_be_cancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(() => BertModel.Open(ReferenceModels.Path("tiny-bert"), cancellationToken: new CancellationToken(canceled: true)));
}
