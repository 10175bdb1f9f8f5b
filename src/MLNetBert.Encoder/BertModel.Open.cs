using Microsoft.ML.OnnxRuntime;
using MLNetBert.Encoder.Invariance;
using MLNetBert.Encoder.ModelFolder;
using MLNetBert.Encoder.Onnx;
using MLNetBert.Encoder.Session;
using MLNetBert.Tokenizers;

namespace MLNetBert;

public sealed partial class BertModel
{
    /// <summary>Ids below this are in every table, for a trial run where the table was not found.</summary>
    private const int SafeIds = 4;

    private BertModel(ModelFolder folder, ModelSettings settings, InferenceSession session, OnnxGraph graph, EditedEncoder? edited, Task<PreTrainedTokenizer?> tokenizer, BertModelOptions options)
    {
        OpenedWith = options;
        options = edited?.Options ?? options;
        string file = folder.ModelFile;
        _folder = folder;
        _settings = settings;
        _inputs = ModelInputs.Find(TensorPort.All(session.InputMetadata, session.InputNames, file), options, file);
        _outputs = ModelOutputs.Find(TensorPort.All(session.OutputMetadata, session.OutputNames, file), options, settings.HiddenSize, file);
        _runner = new SessionRunner(session, _inputs, _outputs, file);
        Outputs = AvailableOutputs();
        HiddenLayer = options.HiddenLayer;
        _wordEmbeddings = WordEmbeddingTable.Find(graph, edited?.IdsName ?? _inputs.Ids?.Name ?? "");
        _table = FindTable();
        _reader = new(OpenWordEmbeddings);
        _looksUp = edited?.LooksUp == true;
        _effects = new BatchEffects(graph, _outputs, edited);
        _tokenizer = tokenizer.GetAwaiter().GetResult();
        CheckVocabulary();
        PadTokenId = _tokenizer?.PadTokenId ?? settings.PadTokenId?.Value ?? 0;
        _limits = LengthLimits.Find(settings, _inputs, graph, _tokenizer?.ModelMaxLength, file);

        (HiddenSize, SentenceEmbeddingSize) = Probe();
        CheckHiddenSize();
        DefaultPooling = settings.Modules.Pooling?.Value is { } asked && Outputs.HasFlag(OutputsFor(asked)) ? asked : PoolingOfGraph();
        DefaultNormalize = settings.Modules.Normalize?.Value ?? false;
        (Description, Warnings) = ModelReport.Write(this, settings, _inputs, _outputs, _limits, folder);
    }

    /// <summary>
    /// Opens a model folder, or a single .onnx with its vocabulary beside it; null opens the embedded all-MiniLM-L6-v2,
    /// which lies in <c>models/</c> beside the application or this assembly. A few tokens are run to see that the model
    /// works and whether a batch changes its bits.
    /// </summary>
    /// <exception cref="BadInputException">Something is missing, damaged, unknown or contradicts itself; the message names the file and what to do.</exception>
    public static BertModel Open(string? path = null, BertModelOptions? options = null)
    {
        options ??= new BertModelOptions();
        var folder = ModelFolder.Find(path, options.ModelFile);
        OnnxFile.Check(folder.ModelFile);

        // Each takes a while: the tokenizer and the graph are read beside the session.
        Task<PreTrainedTokenizer?> tokenizer = options.Tokenizer != null || folder.TokenizerFile == null
            ? Task.FromResult(options.Tokenizer)
            : Task.Run(() => (PreTrainedTokenizer?)PreTrainedTokenizer.Open(folder.Path));
        Task<OnnxGraph> graph = Task.Run(() => OnnxGraph.Read(folder.ModelFile));
        InferenceSession? session = null;
        try
        {
            var settings = ModelSettings.Read(folder.Path);
            EditedEncoder? edited = EditedEncoder.IsAsked(options) ? EditedEncoder.Make(graph.GetAwaiter().GetResult(), settings, options) : null;
            session = OpenSession(folder.ModelFile, graph, edited?.TakeBytes());
            return new BertModel(folder, settings, session, graph.GetAwaiter().GetResult(), edited, tokenizer, options);
        }
        catch
        {
            Task.WhenAll(tokenizer, graph).ContinueWith(static all => all.Exception, TaskScheduler.Default).Wait();
            session?.Dispose();
            throw;
        }
    }

    private static InferenceSession OpenSession(string file, Task<OnnxGraph> graph, byte[]? edited)
    {
        try
        {
            return edited != null ? SessionFactory.Open(edited, file) : SessionFactory.Open(file);
        }
        catch (BadInputException)
        {
            // What is wrong with weights beside the model is told better than by the runtime.
            ExternalWeights.Check(graph.GetAwaiter().GetResult());
            throw;
        }
    }

    private BertModelOutputs AvailableOutputs() =>
        (_outputs.Tokens != null ? BertModelOutputs.TokenVectors : 0)
        | (_outputs.Pooler != null ? BertModelOutputs.Pooler : 0)
        | (_outputs.Sentence != null ? BertModelOutputs.SentenceEmbedding : 0);

    private TokenPooling PoolingOfGraph() =>
        _outputs.Sentence != null ? PoolingMode.SentenceEmbedding
        : _outputs.Tokens != null ? PoolingMode.Mean
        : PoolingMode.Pooler;

    /// <summary>The size of the embedding table, from the graph, else from config.json.</summary>
    private Sourced<int>? FindTable() => _wordEmbeddings != null
        ? new(_wordEmbeddings.VocabularySize, $"{ModelFile}: {_wordEmbeddings.Table.Name}")
        : _settings.VocabularySize;

    private void CheckVocabulary()
    {
        if (_tokenizer != null && _table != null && _tokenizer.VocabularySize > _table.Value)
            throw new BadInputException($"{_folder.TokenizerFile ?? "The tokenizer"} has a vocabulary of {_tokenizer.VocabularySize} ids, but the model's embedding table has {_table.Value} rows ({_table.Source}); take the tokenizer that belongs to the model.");
    }

    private void CheckHiddenSize()
    {
        Sourced<int>? ofModel = _outputs.Tokens is { PlainName: "last_hidden_state" } ? _settings.HiddenSize : null;
        Sourced<int>? ofPooling = _outputs.Tokens != null && HiddenLayer == null ? _settings.Modules.PoolingDimension : null;
        foreach (Sourced<int>? said in (Sourced<int>?[])[ofModel, ofPooling])
        {
            if (said != null && said.Value != HiddenSize)
                throw new BadInputException($"{said.Source} is {said.Value}, but the output {_outputs.Tokens!.Name} of {ModelFile} has vectors of {HiddenSize}; take the files of one model.");
        }
    }

    /// <summary>Runs a few tokens: do they run, how long are the vectors, do their bits move in a batch?</summary>
    private (int HiddenSize, int? SentenceSize) Probe()
    {
        int? hidden = _outputs.Tokens?.Fixed(2) ?? _outputs.Pooler?.Fixed(1) ?? _settings.HiddenSize?.Value;
        int? sentence = _outputs.Sentence?.Fixed(1);
        if (!TakesIds)
            return (hidden ?? _inputs.Embeddings!.Fixed(2) ?? throw new BadInputException($"{ModelFile}: neither its shapes nor config.json say how long its vectors are."), sentence);

        int longest = MaxPositions ?? MaxLength;
        BertOutput Run(int[] ids, int batch, int sequence) => RunRows(LookUp(new RunInputs { Ids = ids }), batch, sequence, Outputs);
        using (BertOutput first = Run(new int[Math.Min(2, longest)], 1, Math.Min(2, longest)))
        {
            if (_outputs.Tokens != null)
                hidden = first.TokenVectors.Length / first.Sequence;
            if (_outputs.Sentence != null)
                sentence = first.SentenceEmbedding.Length;
            if (_outputs.Pooler != null)
                hidden ??= first.Pooler.Length;
        }

        if (_inputs.FixedBatch == null && (Outputs & ~_effects.Moving) != 0)
            _effects.AddSeen(InvarianceProbe.Moving(Run, VocabularySize ?? SafeIds, longest));
        return (hidden ?? sentence!.Value, sentence);
    }
}
