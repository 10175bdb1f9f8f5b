using System.Security.Cryptography;

namespace MLNetBert.Encoder.Models;

/// <summary>What all views of a model have in common: its folder, settings, parsed graph, tokenizer and word embeddings. Thread-safe.</summary>
internal sealed class ModelSource : IDisposable
{
    private readonly Lazy<WordEmbeddingReader> _reader;
    private readonly Lazy<IReadOnlyList<(string Name, string Hash)>> _hashes;
    private volatile bool _closed;

    /// <param name="folder">The folder.</param>
    /// <param name="settings">What its JSON files say.</param>
    /// <param name="graph">The file's graph, unedited.</param>
    /// <param name="idsName">The graph's own input for token ids.</param>
    /// <param name="tokenizer">Reads the tokenizer, if there is one.</param>
    /// <exception cref="BadInputException">The tokenizer does not belong to the graph.</exception>
    public ModelSource(BertModelFolder folder, ModelSettings settings, OnnxGraph graph, string? idsName, Task<PreTrainedTokenizer?> tokenizer)
    {
        (Folder, Settings, Graph) = (folder, settings, graph);
        WordEmbeddings = WordEmbeddingTable.Find(graph, idsName ?? "");
        Vocabulary = WordEmbeddings != null ? new(WordEmbeddings.VocabularySize, $"{folder.ModelFile}: {WordEmbeddings.Table.Name}") : settings.VocabularySize;
        Tokenizer = tokenizer.GetAwaiter().GetResult();
        if (Tokenizer != null && Vocabulary != null && Tokenizer.VocabularySize > Vocabulary.Value)
            throw new BadInputException($"{folder.TokenizerFile ?? "The tokenizer"} has a vocabulary of {Tokenizer.VocabularySize} ids, but the model's embedding table has {Vocabulary.Value} rows ({Vocabulary.Source}); take the tokenizer that belongs to the model.") { Code = "model.vocabulary-size", File = folder.TokenizerFile };
        PadTokenId = Tokenizer?.PadTokenId ?? settings.PadTokenId?.Value ?? 0;
        _reader = new(OpenWordEmbeddings);
        _hashes = new(HashFiles);
    }

    public BertModelFolder Folder { get; }

    public ModelSettings Settings { get; }

    public OnnxGraph Graph { get; }

    public PreTrainedTokenizer? Tokenizer { get; }

    public WordEmbeddingTable? WordEmbeddings { get; }

    /// <summary>The size of the embedding table, from the graph, else from config.json.</summary>
    public Sourced<int>? Vocabulary { get; }

    public int PadTokenId { get; }

    /// <summary>Reads word embeddings; opened when it is first asked for.</summary>
    /// <exception cref="BadInputException">The graph has no table of them.</exception>
    public WordEmbeddingReader Reader => _closed ? throw Closed() : _reader.Value;

    /// <summary>The files that count for a vector, relative to the folder, with their SHA-256; hashed when first asked for.</summary>
    public IReadOnlyList<(string Name, string Hash)> Hashes => _hashes.Value;

    /// <summary>The word embeddings of ids, which must be in the table.</summary>
    /// <exception cref="BadInputException">The graph has no table of them.</exception>
    public float[] LookUp(ReadOnlySpan<int> ids)
    {
        WordEmbeddingReader reader = Reader;
        float[] embeddings = new float[checked(ids.Length * reader.Size)];
        try
        {
            reader.Read(ids, embeddings);
        }
        catch (ObjectDisposedException)
        {
            throw Closed(); // While it was being read.
        }

        return embeddings;
    }

    public void Dispose()
    {
        _closed = true;
        if (_reader.IsValueCreated)
            _reader.Value.Dispose();
    }

    private static ObjectDisposedException Closed() => new(typeof(BertModel).FullName);

    private WordEmbeddingReader OpenWordEmbeddings() => new(WordEmbeddings
        ?? throw new BadInputException($"{Folder.ModelFile}: the word embeddings were not found: a Gather of the token ids in a table of weights was looked for.") { Code = "model.graph", File = Folder.ModelFile });

    private IReadOnlyList<(string Name, string Hash)> HashFiles()
    {
        IEnumerable<string?> files = [Folder.ModelFile, .. Graph.Initializers.Values.Select(tensor => tensor.File), .. Folder.FilesThatCount, Settings.Modules.PoolingFile];
        return [.. files.OfType<string>().Select(Path.GetFullPath).Distinct().Select(Hash).OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    private (string Name, string Hash) Hash(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return (Path.GetRelativePath(Folder.Path, file).Replace('\\', '/'), Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
