using System.Diagnostics;
using MLNetBert.Encoder.Diagnostics;
using MLNetBert.Tokenizers;

namespace MLNetBert.Tests.Diagnostics;

/// <summary>What a listener counts is what was sent.</summary>
public sealed class MetricsTests : IDisposable
{
    private const int MaxLength = 12;
    private readonly string _name = $"model {Guid.NewGuid():N}";
    private readonly BertModel _model;

    public MetricsTests() => _model = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { Name = _name, Tokenizer = PreTrainedTokenizer.Open(ReferenceModels.Path("tiny-tokenizers", "wordpiece")) });

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Callers_of_a_generator_are_counted()
    {
        using Measurements measured = new(_name);
        string[][] calls = [.. Enumerable.Range(0, 64).Select(call => Texts(1 + (call % 5), call))];
        await using (BertEmbeddingGenerator generator = new(new BertFeaturizer(_model, new FeaturizerOptions { MaxLength = MaxLength })))
            await Task.WhenAll(calls.Select(call => Task.Run(() => generator.GenerateAsync(call))));

        string[] sent = [.. calls.SelectMany(call => call)];
        AssertSent(measured, sent);
        Assert.Equal(sent.Length, measured.Count("mlnetbert.queue.duration"));
        Assert.Equal(calls.Length, measured.Count("gen_ai.client.operation.duration"));
        Assert.Equal(calls.Select(call => (double)call.Sum(Kept)).Order(), measured.Of("gen_ai.client.token.usage").Select(one => one.Value).Order());
        Assert.All(measured.Of("gen_ai.client.token.usage"), one => Assert.Equal(
            [("gen_ai.operation.name", "embeddings"), ("gen_ai.provider.name", "mlnetbert"), ("gen_ai.request.model", _name), ("gen_ai.token.type", "input")],
            one.Tags.Select(tag => (tag.Key, (string)tag.Value!)).Order()));

        Activity[] spans = [.. measured.Spans.Where(span => span.DisplayName == $"embeddings {_name}")], batches = [.. measured.Spans.Where(span => span.DisplayName == "batch")];
        Assert.Equal(calls.Select(call => call.Sum(Kept)).Order(), spans.Select(span => (int)(long)span.GetTagItem("gen_ai.usage.input_tokens")!).Order());
        Assert.Equal(measured.Count("mlnetbert.batch.size"), batches.Length);
        // Each call is linked from the batches that its texts ran in, which are no part of anybody's trace.
        Assert.Equal(spans.Select(span => span.SpanId.ToHexString()).Order(), batches.SelectMany(batch => batch.Links).Select(link => link.Context.SpanId.ToHexString()).Distinct().Order());
        Assert.All(batches, batch => Assert.Equal(default, batch.ParentSpanId));
    }

    [Fact]
    public void Texts_of_a_featurizer_are_counted_and_equal_ones_run_once()
    {
        using Measurements measured = new(_name);
        BertFeaturizer featurizer = new(_model, new FeaturizerOptions { MaxLength = MaxLength });
        string[] sent = Texts(300, 1);
        featurizer.Featurize(sent);
        AssertSent(measured, sent);
        Assert.Equal(featurizer.Statistics.Rows - featurizer.Statistics.RowsReused, measured.Sum("mlnetbert.batch.size"));
        Assert.Equal(sent.Select(text => string.Join(' ', _model.Tokenizer.Encode(text, options: new() { MaxLength = MaxLength }).Ids)).Distinct().Count(), measured.Sum("mlnetbert.batch.size"));
        Assert.Equal(0, measured.Count("mlnetbert.queue.duration"));
    }

    [Fact]
    public async Task A_call_that_fails_says_why()
    {
        using Measurements measured = new(_name);
        using BertEmbeddingGenerator generator = new(new BertFeaturizer(_model, new FeaturizerOptions { MaxLength = MaxLength, RefuseLonger = true }));
        await Assert.ThrowsAsync<BadInputException>(() => generator.GenerateAsync([string.Concat(Enumerable.Repeat("the fox ", 20))]));
        Assert.Equal("MLNetBert.BadInputException", Assert.Single(measured.Of("gen_ai.client.operation.duration")).Tags["error.type"]);
        Activity span = Assert.Single(measured.Spans);
        Assert.Equal((ActivityStatusCode.Error, "MLNetBert.BadInputException"), (span.Status, span.GetTagItem("error.type")));
        Assert.Equal(0, measured.Count("gen_ai.client.token.usage") + measured.Count("mlnetbert.texts"));
    }

    [Fact]
    public void What_nobody_listens_to_allocates_nothing()
    {
        KeyValuePair<string, object?> model = BertMeter.ModelTag(_name);
        // The first rounds compile it.
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                var operation = EmbeddingOperation.Begin("embeddings", model, 32);
                BertMeter.CutTexts.Add(1, model);
                BertMeter.Waited(1, model);
                BertMeter.BatchRan(3, 5, model);
                BertMeter.TextsDone(3, 15, model);
                operation.Succeed(15);
            }

            if (round == 2)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private void AssertSent(Measurements measured, string[] sent)
    {
        Assert.Equal(sent.Length, measured.Sum("mlnetbert.texts"));
        Assert.Equal(sent.Sum(Kept), measured.Sum("mlnetbert.tokens"));
        Assert.Equal(sent.Count(text => Whole(text) > MaxLength), measured.Sum("mlnetbert.cut_texts"));
        Assert.Equal(measured.Count("mlnetbert.batch.size"), measured.Count("mlnetbert.batch.duration"));
        Assert.All(measured.Of("mlnetbert.batch.duration"), one => Assert.InRange(one.Value, 1e-9, 60));
    }

    private int Whole(string text) => _model.Tokenizer.Encode(text).Ids.Length;

    private int Kept(string text) => Math.Min(MaxLength, Whole(text));

    private static string[] Texts(int count, int seed)
    {
        Random random = new(seed);
        string[] words = ["the", "quick", "brown", "fox", "hello", "world"];
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', random.GetItems(words, random.Next(16))))];
    }
}
