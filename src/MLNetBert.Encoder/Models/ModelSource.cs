using System.Security.Cryptography;
using MLNetBert.Encoder.Modules;

namespace MLNetBert.Encoder.Models;

/// <summary>What all views of a model have in common: its folder, settings, parsed graph, tokenizer and word embeddings. Thread-safe.</summary>
internal sealed class ModelSource : IDisposable
{
    private readonly Lazy<WordEmbeddingReader> _reader;
    private readonly Lazy<IReadOnlyList<(string Name, string Hash)>> _hashes;
    private volatile bool _closed;
    private HeldFiles? _held;

    /// <param name="folder">The folder.</param>
    /// <param name="settings">What its JSON files say.</param>
    /// <param name="graph">The file's graph, unedited.</param>
    /// <param name="idsName">The graph's own input for token ids.</param>
    /// <param name="tokenizer">Reads the tokenizer, if there is one.</param>
    /// <param name="applyModules">Whether the modules behind the pooling count.</param>
    /// <exception cref="BadInputException">The tokenizer does not belong to the graph, or a module's files cannot be used.</exception>
    public ModelSource(BertModelFolder folder, ModelSettings settings, OnnxGraph graph, string? idsName, Task<PreTrainedTokenizer?> tokenizer, bool applyModules)
    {
        (Folder, Settings, Graph) = (folder, settings, graph);
        Modules = applyModules ? ModuleChain.Open(settings.Modules.AfterPooling) : ModuleChain.Empty;
        WeightedLayers = applyModules ? WeightedLayers.Of(settings) : null;
        WordEmbeddings = WordEmbeddingTable.Find(graph, idsName ?? "");
        Vocabulary = WordEmbeddings != null ? new(WordEmbeddings.VocabularySize, $"{folder.ModelFile}: {WordEmbeddings.Table.Name}") : settings.VocabularySize;
        Tokenizer = tokenizer.GetAwaiter().GetResult();
        if (Tokenizer != null && Vocabulary != null && Tokenizer.VocabularySize > Vocabulary.Value)
            throw new BadInputException($"{folder.TokenizerFile ?? "The tokenizer"} has a vocabulary of {Tokenizer.VocabularySize} ids, but the model's embedding table has {Vocabulary.Value} rows ({Vocabulary.Source}); take the tokenizer that belongs to the model.") { Code = "model.vocabulary-size", File = folder.TokenizerFile };
        PadTokenId = Tokenizer?.PadTokenId ?? settings.PadTokenId?.Value ?? 0;
        _reader = new(OpenWordEmbeddings);
        // What the prompts' file says is part of a featurizer's fingerprint itself.
        _hashes = new(() => [.. Files!.Where(name => name != SentencePrompts.FileName).Select(name => (name, Hash(name)))]);
        TokenizerFiles = Names([.. folder.FilesThatCount, settings.Modules.Pooling?.File]);
        FilesBesideGraph = Names([.. Paths(TokenizerFiles), .. Modules.Modules.SelectMany(module => module.Files), .. WeightedLayers?.Files ?? []]);
        Files = Names([.. Paths(FilesBesideGraph), folder.ModelFile, .. graph.Initializers.Values.Select(tensor => tensor.File)]);
    }

    public BertModelFolder Folder { get; }

    public ModelSettings Settings { get; }

    public OnnxGraph Graph { get; }

    /// <summary>How the file was quantized; null if <see cref="BertQuantizer"/> did not make it.</summary>
    public BertQuantization? Quantization { get; init; }

    public PreTrainedTokenizer? Tokenizer { get; }

    public WordEmbeddingTable? WordEmbeddings { get; }

    /// <summary>The size of the embedding table, from the graph, else from config.json.</summary>
    public Sourced<int>? Vocabulary { get; }

    public int PadTokenId { get; }

    /// <summary>What is applied to pooled vectors.</summary>
    public ModuleChain Modules { get; }

    /// <summary>The layers that token vectors are a mean of, if the folder asks for them.</summary>
    public WeightedLayers? WeightedLayers { get; }

    /// <summary>Reads word embeddings; opened when it is first asked for.</summary>
    /// <exception cref="BadInputException">The graph has no table of them.</exception>
    public WordEmbeddingReader Reader => _closed ? throw Closed() : _reader.Value;

    /// <summary>The files that count for a vector, relative to the folder.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Those of them that do not belong to the graph.</summary>
    public IReadOnlyList<string> FilesBesideGraph { get; }

    /// <summary>Those of them that are no modules' weights either.</summary>
    public IReadOnlyList<string> TokenizerFiles { get; }

    /// <summary>The files with their SHA-256; hashed when first asked for.</summary>
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

    public long CopyFile(string name, Stream destination)
    {
        using ReadFile file = HeldFiles.Open(Path.Combine(Folder.Path, name));
        return file.CopyTo(destination);
    }

    public void HoldFiles() => _held ??= HeldFiles.Hold(Paths(Files));

    public void Dispose()
    {
        _closed = true;
        if (_reader.IsValueCreated)
            _reader.Value.Dispose();
        _held?.Dispose();
    }

    private static ObjectDisposedException Closed() => new(typeof(BertModel).FullName);

    private WordEmbeddingReader OpenWordEmbeddings() => new(WordEmbeddings
        ?? throw new BadInputException($"{Folder.ModelFile}: the word embeddings were not found: a Gather of the token ids in a table of weights was looked for.") { Code = "model.graph", File = Folder.ModelFile });

    private IEnumerable<string> Paths(IEnumerable<string> names) => names.Select(name => Path.Combine(Folder.Path, name));

    private IReadOnlyList<string> Names(IEnumerable<string?> paths) =>
        [.. paths.OfType<string>().Select(Path.GetFullPath).Distinct().Select(path => Path.GetRelativePath(Folder.Path, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private string Hash(string name)
    {
        using var sha = SHA256.Create();
        using (var hashing = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
            CopyFile(name, hashing);
        return Convert.ToHexStringLower(sha.Hash!);
    }
}
