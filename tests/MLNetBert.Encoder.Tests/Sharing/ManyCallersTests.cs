namespace MLNetBert.Tests.Sharing;

/// <summary>Very many calls, so that every mixture of texts comes up that callers make.</summary>
public sealed class ManyCallersTests
{
    private const int Callers = 64;
    private const int Calls = 10_000;

    [Fact]
    [Trait("Category", "Long")]
    public async Task Each_of_10000_calls_of_64_callers_gets_the_bits_of_its_text_alone()
    {
        using var model = BertModel.Open();
        BertFeaturizer featurizer = new(model);
        string[] texts = Texts();
        // Each text by a run of its own, not by way of batches.
        float[][] alone = [.. texts.Select(text => featurizer.Featurize(text))];
        await using BertBatcher batcher = new(featurizer, new BertBatcherOptions { MaxQueuedTokens = 4_096, WaitWhenFull = true });
        int next = -1, moved = 0, done = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            Random random = new(caller);
            for (int call = Interlocked.Increment(ref next); call < Calls; call = Interlocked.Increment(ref next))
            {
                int text = random.Next(texts.Length);
                float[] vector = await batcher.FeaturizeAsync(texts[text]);
                Interlocked.Add(ref moved, vector.AsSpan().SequenceEqual(alone[text]) ? 0 : 1);
                Interlocked.Increment(ref done);
            }
        })));
        Assert.Equal((Calls, 0, 0), (done, moved, batcher.WaitingTexts));
    }

    /// <summary>Of 1 to 60 words; those of equal lengths stand in each other's batches.</summary>
    private static string[] Texts()
    {
        string[] words = ["the", "quick", "brown", "fox", "jumps", "over", "lazy", "dog", "hello", "world", "unbelievable", "42"];
        Random random = new(11);
        return [.. Enumerable.Range(0, 500).Select(i => string.Join(' ', Enumerable.Range(0, i % 20 == 0 ? 60 : random.Next(1, 24)).Select(_ => words[random.Next(words.Length)])))];
    }
}
