using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using MLNetBert.Tests;
using MLNetBert.Tests.Diagnostics;

namespace MLNetBert.HostingTests.Embeddings;

/// <summary>Callers of a container's real model, and a listener.</summary>
public class HostMetricsTests
{
    [Fact]
    public async Task What_a_listener_counts_is_what_callers_sent()
    {
        string name = $"model {Guid.NewGuid():N}";
        string[] mails = [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples", "data", "mail-subjects.csv")).Skip(1).Take(120)];
        using Measurements measured = new(name);
        await using ServiceProvider services = new ServiceCollection().AddBertEmbeddings(options => (options.ModelId, options.MaxLength) = (name, 24)).BuildServiceProvider();
        BertEmbeddingGenerator generator = services.GetRequiredService<BertEmbeddingGenerator>();
        GeneratedEmbeddings<Embedding<float>>[] answers = await Task.WhenAll(mails.Chunk(2).Select(texts => Task.Run(() => generator.GenerateAsync(texts))));

        int[] whole = [.. mails.Select(text => generator.Batcher.Featurizer.Model.Tokenizer.Encode(text).Ids.Length)];
        long tokens = whole.Sum(length => Math.Min(length, 24));
        Assert.Equal(tokens, answers.Sum(answer => answer.Usage!.InputTokenCount));
        Assert.Equal(
            [mails.Length, tokens, whole.Count(length => length > 24), mails.Length, mails.Length / 2, tokens],
            new[]
            {
                measured.Sum("mlnetbert.texts"), measured.Sum("mlnetbert.tokens"), measured.Sum("mlnetbert.cut_texts"), measured.Count("mlnetbert.queue.duration"),
                measured.Count("gen_ai.client.operation.duration"), measured.Sum("gen_ai.client.token.usage"),
            });
        Assert.InRange(measured.Sum("mlnetbert.batch.size"), 1, mails.Length);
        Assert.Equal(mails.Length / 2, measured.Spans.Count(span => span.DisplayName == $"embeddings {name}"));
    }
}
