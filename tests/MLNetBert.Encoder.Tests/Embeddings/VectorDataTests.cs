using Microsoft.Extensions.VectorData;

namespace MLNetBert.Tests.Embeddings;

/// <summary>A collection of Microsoft.Extensions.VectorData whose vectors a generator makes, of records when they come and of questions.</summary>
public sealed class VectorDataTests : IDisposable
{
    private static readonly string[] Texts = ["the quick brown fox", "hello world", "the lazy dog", "brown dog jumps over the fox"];

    private readonly SentenceFolder _folder = new();
    private readonly BertModel _model;

    public VectorDataTests() => _model = _folder.Open();

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Records_are_found_by_the_vectors_that_the_featurizer_gives()
    {
        BertFeaturizer featurizer = new(_model, new FeaturizerOptions { Normalize = true });
        using BertEmbeddingGenerator generator = new(featurizer);
        using MemoryCollection notes = new(generator);
        await notes.UpsertAsync(Texts.Select((text, i) => new Note { Id = i, Text = text }));
        List<VectorSearchResult<Note>> found = [];
        await foreach (VectorSearchResult<Note> result in notes.SearchAsync("the quick fox", top: 3))
            found.Add(result);

        float[] question = featurizer.Featurize("the quick fox");
        (int Id, double Score)[] expected = [.. Texts.Select((text, i) => (i, Score: featurizer.Featurize(text).Zip(question, (a, b) => (double)a * b).Sum())).OrderByDescending(pair => pair.Score).Take(3)];
        Assert.Equal(expected.Select(pair => pair.Id), found.Select(result => result.Record.Id));
        Assert.Equal(expected.Select(pair => pair.Score), found.Select(result => result.Score!.Value));
        Assert.Equal(0, found[0].Record.Id);

        await notes.UpsertAsync(new Note { Id = 0, Text = "hello world" });
        Assert.Equal(featurizer.Featurize("hello world"), notes.VectorOf(0));
    }
}
