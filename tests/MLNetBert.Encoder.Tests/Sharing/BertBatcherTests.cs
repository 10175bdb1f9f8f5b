namespace MLNetBert.Tests.Sharing;

/// <summary>Callers that share batches and cannot tell.</summary>
public sealed class BertBatcherTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private readonly BertModel _model = BertModel.Open(ReferenceModels.Path("tiny-bert"), new BertModelOptions { Tokenizer = Tokenizers.PreTrainedTokenizer.Open(ReferenceModels.Path("tiny-tokenizers", "wordpiece")) });

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Every_caller_gets_the_bits_that_its_text_has_alone(int threads)
    {
        BertFeaturizer featurizer = new(_model, new FeaturizerOptions { Threads = threads });
        string[] texts = Texts(600);
        float[][] alone = [.. texts.Select(text => featurizer.Featurize(text))];
        using BertBatcher batcher = new(featurizer);
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < texts.Length; i = Interlocked.Increment(ref next))
                Assert.Equal(alone[i], caller % 8 == 0 ? batcher.Featurize(texts[i]) : await batcher.FeaturizeAsync(texts[i]));
        }))).WaitAsync(Long);
        Assert.Equal(0, batcher.WaitingTexts);
    }

    [Fact]
    public async Task Pairs_and_prompts_are_those_of_the_featurizer()
    {
        BertFeaturizer featurizer = new(_model);
        await using BertBatcher batcher = new(featurizer);
        foreach (TextInput text in (TextInput[])[new("the fox", "a dog"), new("the fox") { Prompt = "query: " }, new("")])
            Assert.Equal(featurizer.Featurize(text), await batcher.FeaturizeAsync(text));
    }

    [Fact]
    public async Task A_lone_caller_does_not_wait_for_company()
    {
        using BertBatcher batcher = new(new BertFeaturizer(_model), new BertBatcherOptions { MaxDelay = TimeSpan.FromMinutes(1) });
        for (int i = 0; i < 3; i++)
            await batcher.FeaturizeAsync("the fox").WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_full_queue_refuses_or_lets_wait()
    {
        string[] texts = Texts(400);
        // Two callers of which one waits for company for a minute: the others find the queue full.
        using (BertBatcher batcher = new(new BertFeaturizer(_model), new BertBatcherOptions { MaxQueuedTokens = 8, MaxDelay = TimeSpan.FromMinutes(1) }))
        {
            Task<float[]>[] calls = [.. texts.Select(text => batcher.FeaturizeAsync(text))];
            BertQueueFullException full = await Assert.ThrowsAsync<BertQueueFullException>(() => calls.First(call => call.IsFaulted));
            Assert.InRange(full.WaitingTokens, 1, int.MaxValue);
            Assert.Contains("at most 8", full.Message, StringComparison.Ordinal);
        }

        using BertBatcher patient = new(new BertFeaturizer(_model), new BertBatcherOptions { MaxQueuedTokens = 8, WaitWhenFull = true });
        float[][] vectors = await Task.WhenAll(texts.Select(text => patient.FeaturizeAsync(text))).WaitAsync(Long);
        Assert.Equal(texts.Select(text => patient.Featurizer.Featurize(text)), vectors);
    }

    [Fact]
    public async Task A_call_can_be_given_up_and_has_a_deadline()
    {
        using BertBatcher batcher = new(new BertFeaturizer(_model), new BertBatcherOptions { MaxDelay = TimeSpan.FromMinutes(1) });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batcher.FeaturizeAsync("the fox", cancellationToken: new CancellationToken(canceled: true)));
        using CancellationTokenSource stop = new();
        // Texts of two lengths keep each other waiting for company.
        Task<float[]>[] calls = await WaitingAsync(batcher, stop.Token);
        await stop.CancelAsync();
        await ((Task)Task.WhenAll(calls)).WaitAsync(Long).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        // They are given up one after another, and the last then waits alone and may run.
        Assert.InRange(calls.Count(call => call.IsCanceled), calls.Length - 1, calls.Length);
        Assert.Equal(0, batcher.WaitingTexts);

        calls = await WaitingAsync(batcher, default);
        await Assert.ThrowsAsync<TimeoutException>(() => batcher.FeaturizeAsync("the fox the fox the fox", TimeSpan.FromMilliseconds(20)).WaitAsync(Long));
        Assert.All(calls, call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public async Task A_text_that_is_refused_harms_nobody_else()
    {
        BertFeaturizer featurizer = new(_model, new FeaturizerOptions { MaxLength = 8, RefuseLonger = true });
        using BertBatcher batcher = new(featurizer);
        Task<float[]> good = batcher.FeaturizeAsync("the fox");
        await Assert.ThrowsAsync<BadInputException>(() => batcher.FeaturizeAsync(string.Concat(Enumerable.Repeat("the fox ", 20))));
        await Assert.ThrowsAsync<ArgumentNullException>(() => batcher.FeaturizeAsync(default));
        Assert.Equal(featurizer.Featurize("the fox"), await good);
    }

    [Fact]
    public async Task Closing_ends_those_who_wait_and_closing_asynchronously_serves_them()
    {
        BertBatcher batcher = new(new BertFeaturizer(_model), new BertBatcherOptions { MaxDelay = TimeSpan.FromMinutes(1) });
        Task<float[]>[] calls = await WaitingAsync(batcher, default);
        int waiting = batcher.WaitingTexts;
        batcher.Dispose();
        await ((Task)Task.WhenAll(calls)).WaitAsync(Long).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.InRange(waiting, 1, calls.Count(call => call.Exception?.InnerException is ObjectDisposedException));

        batcher = new BertBatcher(new BertFeaturizer(_model), new BertBatcherOptions { MaxDelay = TimeSpan.FromSeconds(1) });
        string[] texts = Texts(300);
        calls = [.. texts.Select(text => batcher.FeaturizeAsync(text))];
        await batcher.DisposeAsync().AsTask().WaitAsync(Long);
        Assert.All(calls, call => Assert.True(call.IsCompletedSuccessfully));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => batcher.FeaturizeAsync("the fox"));
    }

    [Fact]
    public async Task A_closed_model_ends_those_who_wait()
    {
        var model = BertModel.Open(ReferenceModels.Path("tiny-bert"), _model.Options);
        using BertBatcher batcher = new(new BertFeaturizer(model), new BertBatcherOptions { MaxDelay = TimeSpan.FromSeconds(5) });
        Task<float[]>[] calls = await WaitingAsync(batcher, default);
        int waiting = batcher.WaitingTexts;
        model.Dispose();
        await ((Task)Task.WhenAll(calls)).WaitAsync(Long).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.InRange(waiting, 1, calls.Count(call => call.Exception?.InnerException is ObjectDisposedException));
    }

    [Fact]
    public void The_pools_threads_may_all_wait_in_synchronous_calls()
    {
        using BertBatcher batcher = new(new BertFeaturizer(_model));
        string[] texts = Texts(200);
        ParallelLoopResult result = Parallel.For(0, texts.Length, new ParallelOptions { MaxDegreeOfParallelism = 100 }, i => batcher.Featurize(texts[i]));
        Assert.True(result.IsCompleted);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        BertFeaturizer tokens = new(_model, new FeaturizerOptions { Pooling = PoolingMode.None }), featurizer = new(_model);
        Assert.Throws<InvalidOperationException>(() => new BertBatcher(tokens));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BertBatcher(featurizer, new BertBatcherOptions { MaxQueuedTokens = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BertBatcher(featurizer, new BertBatcherOptions { MaxDelay = TimeSpan.FromTicks(-1) }));
    }

    /// <summary>Two calls whose texts, of different lengths, wait for company. Each text that runs alone at first is done and asked again.</summary>
    private static async Task<Task<float[]>[]> WaitingAsync(BertBatcher batcher, CancellationToken cancellation)
    {
        while (true)
        {
            Task<float[]>[] calls = [batcher.FeaturizeAsync("the fox", null, cancellation), batcher.FeaturizeAsync("the fox the fox", null, cancellation), batcher.FeaturizeAsync("fox", null, cancellation)];
            Task<float[]>[] left = calls;
            while (left.Length > 0)
            {
                await Task.Delay(50, CancellationToken.None);
                left = [.. calls.Where(call => !call.IsCompleted)];
                if (left.Length >= 2 && batcher.WaitingTexts == left.Length)
                    return left;
            }
        }
    }

    private static string[] Texts(int count)
    {
        string[] words = ["the", "quick", "brown", "fox", "jumps", "over", "lazy", "dog", "hello", "world"];
        Random random = new(7);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(0, 24)).Select(_ => words[random.Next(words.Length)])))];
    }
}
