using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

#pragma warning disable MEVD9000, MEVD9001, MEVD9002 // What stores are built from may still change.

namespace MLNetBert.Tests.Embeddings;

/// <summary>A text whose vector the collection's generator makes.</summary>
public sealed class Note
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData]
    public string Text { get; set; } = "";

    [VectorStoreVector(32)]
    public string Embedding => Text;
}

/// <summary>The smallest store of Microsoft.Extensions.VectorData, in memory: its model of records, and with it what calls the generator, are VectorData's own.</summary>
internal sealed class MemoryCollection(IEmbeddingGenerator generator) : VectorStoreCollection<int, Note>
{
    private readonly CollectionModel _model = new Builder().Build(typeof(Note), typeof(int), definition: null, generator);
    private readonly Dictionary<int, (Note Record, float[] Vector)> _records = [];

    public override string Name => "notes";

    public float[] VectorOf(int key) => _records[key].Vector;

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public override Task<Note?> GetAsync(int key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(_records.TryGetValue(key, out (Note Record, float[] Vector) found) ? found.Record : null);

    public override IAsyncEnumerable<Note> GetAsync(Expression<Func<Note, bool>> filter, int top, FilteredRecordRetrievalOptions<Note>? options = null, CancellationToken cancellationToken = default) =>
        _records.Values.Select(pair => pair.Record).Where(filter.Compile()).Take(top).ToAsyncEnumerable();

    public override Task DeleteAsync(int key, CancellationToken cancellationToken = default) => Task.FromResult(_records.Remove(key));

    public override Task UpsertAsync(Note record, CancellationToken cancellationToken = default) => UpsertAsync([record], cancellationToken);

    public override async Task UpsertAsync(IEnumerable<Note> records, CancellationToken cancellationToken = default)
    {
        Note[] notes = [.. records];
        IReadOnlyList<Embedding> embeddings = await _model.VectorProperty.GenerateEmbeddingsAsync(notes.Select(note => note.Embedding), cancellationToken);
        foreach ((Note note, Embedding embedding) in notes.Zip(embeddings))
            _records[note.Id] = (note, ((Embedding<float>)embedding).Vector.ToArray());
    }

    public override async IAsyncEnumerable<VectorSearchResult<Note>> SearchAsync<TInput>(TInput searchValue, int top, VectorSearchOptions<Note>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var question = (Embedding<float>)await _model.GetVectorPropertyOrSingle(options ?? new()).GenerateEmbeddingAsync(searchValue, cancellationToken);
        float[] vector = question.Vector.ToArray();
        foreach ((Note record, double score) in _records.Values.Select(pair => (pair.Record, Score: pair.Vector.Zip(vector, (a, b) => (double)a * b).Sum())).OrderByDescending(pair => pair.Score).Take(top))
            yield return new VectorSearchResult<Note>(record, score);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) => null;

    private sealed class Builder() : CollectionModelBuilder(new CollectionModelBuildingOptions { SupportsMultipleVectors = false, RequiresAtLeastOneVector = true })
    {
        protected override bool IsDataPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
        {
            supportedTypes = null;
            return true;
        }

        protected override bool IsVectorPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
        {
            supportedTypes = "float";
            return type == typeof(Embedding<float>);
        }
    }
}
