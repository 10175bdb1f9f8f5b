using MLNetBert.Encoder.Sharing;

namespace MLNetBert.Tests.Sharing;

/// <summary>Which texts run next, by a clock of the test's own.</summary>
public sealed class TextQueueTests : IDisposable
{
    private const long Delay = 1_000;

    private readonly BertModel _model = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { Tokenizer = Tokenizers.PreTrainedTokenizer.Open(ReferenceModels.Path("tiny-tokenizers", "wordpiece")) });
    private readonly BertFeaturizer _featurizer;
    private readonly TextQueue _queue = new(Delay, maxTokens: 100);

    public TextQueueTests() => _featurizer = new BertFeaturizer(_model);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void A_text_that_waits_alone_does_not_wait_for_company()
    {
        QueuedText only = Add(5);
        Assert.Equal([only], Take(only.Arrived));
        Assert.Empty(Take(only.Arrived));
        Assert.Equal(0, _queue.Tokens);
    }

    [Fact]
    public void Texts_wait_for_company_of_their_length_no_longer_than_the_delay()
    {
        QueuedText five = Add(5), six = Add(6), again = Add(5);
        Assert.Empty(Take(five.Arrived + Delay - 1, out long ripeIn));
        Assert.Equal(1, ripeIn);
        Assert.Equal([five, again], Take(five.Arrived + Delay));
        Assert.Equal([six], Take(six.Arrived));
    }

    [Fact]
    public void A_full_batch_does_not_wait()
    {
        QueuedText first = Add(33), second = Add(5), none = Add(0), third = Add(33);
        // Nothing is gained by company for a text without a token.
        Assert.Equal([none], Take(first.Arrived));
        Assert.Empty(Take(first.Arrived));
        QueuedText single = Add(1);
        Assert.Equal([single], Take(first.Arrived));
        Assert.Equal([first, third], Take(third.Arrived + Delay));
        Assert.Equal([second], Take(second.Arrived));
    }

    [Fact]
    public void A_batch_has_some_384_tokens()
    {
        TextQueue queue = new(Delay, maxTokens: 10_000);
        QueuedText[] texts = [.. Enumerable.Range(0, 7).Select(_ => Text(100))];
        Assert.All(texts, text => Assert.True(queue.TryAdd(text)));
        List<QueuedText> batch = [];
        Assert.True(queue.TryTake(texts[^1].Arrived, batch, out _));
        Assert.Equal(texts[..3], batch);
    }

    [Fact]
    public void A_latecomer_joins_a_batch_that_would_be_small()
    {
        QueuedText first = Add(5), late = Add(5);
        Add(6);
        Assert.Equal([first, late], Take(late.Arrived + Delay));
    }

    [Fact]
    public void Once_a_batch_is_worth_running_latecomers_make_nobody_else_wait()
    {
        TextQueue queue = new(Delay, maxTokens: 10_000);
        QueuedText first = Text(70);
        Assert.True(queue.TryAdd(first));
        Thread.Sleep(2);
        QueuedText late = Text(70);
        Assert.True(queue.TryAdd(late));
        List<QueuedText> batch = [];
        Assert.True(queue.TryTake(late.Arrived, batch, out _));
        Assert.Equal([first], batch);
    }

    [Fact]
    public void Those_for_whom_there_is_no_room_come_in_by_order_of_arrival()
    {
        QueuedText sixty = Add(60), forty = Add(40);
        QueuedText small = Text(1), large = Text(90), smaller = Text(1);
        foreach (QueuedText text in (QueuedText[])[small, large, smaller])
        {
            Assert.False(_queue.TryAdd(text));
            _queue.AddOutside(text);
        }

        Assert.Equal((100, 5), (_queue.Tokens, _queue.Count));
        Assert.True(_queue.Remove(sixty));
        // The small one fits now; the large one does not, and nobody passes it.
        Assert.Equal((41, 4), (_queue.Tokens, _queue.Count));
        Assert.True(_queue.Remove(forty));
        Assert.False(_queue.Remove(forty));
        Assert.Equal((92, 3), (_queue.Tokens, _queue.Count));
        Assert.Equal([small, large, smaller], _queue.TakeAll().OrderBy(text => text.Arrived));
        Assert.Equal((0, 0), (_queue.Tokens, _queue.Count));
    }

    [Fact]
    public void A_text_longer_than_the_queue_comes_in_when_it_is_empty()
    {
        QueuedText large = Text(128);
        Assert.True(_queue.TryAdd(large));
        Assert.False(_queue.TryAdd(Text(1)));
    }

    private QueuedText Text(int length) => new() { Featurizer = _featurizer, Ids = new int[length], Types = new int[length], Skip = 0 };

    private QueuedText Add(int length)
    {
        QueuedText text = Text(length);
        Assert.True(_queue.TryAdd(text));
        return text;
    }

    private QueuedText[] Take(long now) => Take(now, out _);

    private QueuedText[] Take(long now, out long ripeIn)
    {
        List<QueuedText> batch = [];
        Assert.Equal(_queue.TryTake(now, batch, out ripeIn), batch.Count > 0);
        return [.. batch];
    }
}
