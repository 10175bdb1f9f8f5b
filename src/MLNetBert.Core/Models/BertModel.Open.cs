using Microsoft.ML.OnnxRuntime;
using MLNetBert.Tokenization;

namespace MLNetBert;

public sealed partial class BertModel
{
    private BertModel(ModelFolder folder, ModelSettings settings, InferenceSession session, Task<PreTrainedTokenizer?> tokenizer, BertModelOptions options)
    {
        string file = folder.ModelFile;
        _folder = folder;
        _settings = settings;
        _inputs = ModelInputs.Find(TensorPort.All(session.InputMetadata, session.InputNames, file), options, file);
        _outputs = ModelOutputs.Find(TensorPort.All(session.OutputMetadata, session.OutputNames, file), options, settings.HiddenSize, file);
        _runner = new SessionRunner(session, _inputs, _outputs, file);
        Outputs = AvailableOutputs();
        VocabularySize = settings.VocabularySize?.Value;
        _tokenizer = tokenizer.GetAwaiter().GetResult();
        CheckVocabulary();
        PadTokenId = _tokenizer?.PadTokenId ?? settings.PadTokenId?.Value ?? 0;
        _limits = LengthLimits.Find(settings, _inputs, _tokenizer?.ModelMaxLength, file);

        (HiddenSize, SentenceEmbeddingSize, _moving) = Probe();
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
        ModelFolder folder = ModelFolder.Find(path, options.ModelFile);
        OnnxFile.Check(folder.ModelFile);
        ModelSettings settings = ModelSettings.Read(folder.Path);

        // Both take a while: the tokenizer is read beside the session.
        Task<PreTrainedTokenizer?> tokenizer = options.Tokenizer != null || folder.TokenizerFile == null
            ? Task.FromResult(options.Tokenizer)
            : Task.Run(() => (PreTrainedTokenizer?)PreTrainedTokenizer.Open(folder.Path));
        InferenceSession? session = null;
        try
        {
            session = SessionFactory.Open(folder.ModelFile);
            return new BertModel(folder, settings, session, tokenizer, options);
        }
        catch
        {
            ((IAsyncResult)tokenizer).AsyncWaitHandle.WaitOne();
            _ = tokenizer.Exception;
            session?.Dispose();
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

    private void CheckVocabulary()
    {
        if (_tokenizer != null && _settings.VocabularySize is { } table && _tokenizer.VocabularySize > table.Value)
            throw new BadInputException($"{_folder.TokenizerFile ?? "The tokenizer"} has ids up to {_tokenizer.VocabularySize - 1}, but the model's embedding table has {table.Value} rows ({table.Source}); take the tokenizer that belongs to {ModelFile}.");
    }

    private void CheckHiddenSize()
    {
        if (_outputs.Tokens is { PlainName: "last_hidden_state" } && _settings.HiddenSize is { } said && said.Value != HiddenSize)
            throw new BadInputException($"{said.Source} is {said.Value}, but the output {_outputs.Tokens.Name} of {ModelFile} has vectors of {HiddenSize}; take the files of one model.");
    }

    /// <summary>Runs a few tokens: do they run, how long are the vectors, do their bits move in a batch?</summary>
    private (int HiddenSize, int? SentenceSize, BertModelOutputs Moving) Probe()
    {
        int? hidden = _outputs.Tokens?.Fixed(2) ?? _outputs.Pooler?.Fixed(1) ?? _settings.HiddenSize?.Value;
        int? sentence = _outputs.Sentence?.Fixed(1);
        if (_inputs.Ids == null)
            return (hidden ?? _inputs.Embeddings!.Fixed(2) ?? throw new BadInputException($"{ModelFile}: neither its shapes nor config.json say how long its vectors are."), sentence, BertModelOutputs.None);

        int longest = MaxPositions ?? MaxLength;
        BertOutput Run(int[] ids, int batch, int sequence) => RunRows(new RunInputs { Ids = ids }, batch, sequence, Outputs);
        using (BertOutput first = Run(new int[Math.Min(2, longest)], 1, Math.Min(2, longest)))
        {
            if (_outputs.Tokens != null)
                hidden = first.TokenVectors.Length / first.Sequence;
            if (_outputs.Sentence != null)
                sentence = first.SentenceEmbedding.Length;
            if (_outputs.Pooler != null)
                hidden ??= first.Pooler.Length;
        }

        BertModelOutputs moving = _inputs.FixedBatch != null ? BertModelOutputs.None : InvarianceProbe.Moving(Run, VocabularySize ?? 100, longest);
        return (hidden ?? sentence!.Value, sentence, moving);
    }
}
