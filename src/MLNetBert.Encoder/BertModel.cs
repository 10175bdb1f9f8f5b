using MLNetBert.Encoder.ModelFolder;
using MLNetBert.Encoder.Onnx;
using MLNetBert.Encoder.Session;
using MLNetBert.Tokenizers;

namespace MLNetBert;

/// <summary>
/// A BERT-family encoder read from a model folder as on the Hugging Face hub: the ONNX file, the tokenizer and what the
/// JSON files beside them say. One session is shared by all callers; every member is thread-safe.
/// </summary>
public sealed partial class BertModel : IDisposable
{
    private readonly ModelFolder _folder;
    private readonly ModelSettings _settings;
    private readonly ModelInputs _inputs;
    private readonly ModelOutputs _outputs;
    private readonly SessionRunner _runner;
    private readonly LengthLimits _limits;
    private readonly Sourced<int>? _table;
    private readonly PreTrainedTokenizer? _tokenizer;
    private readonly BatchEffects _effects;
    private readonly WordEmbeddingTable? _wordEmbeddings;
    private readonly Lazy<WordEmbeddingReader> _reader;
    private readonly bool _looksUp;

    /// <summary>The folder that the model's files are in.</summary>
    public string Folder => _folder.Path;

    /// <summary>The ONNX file.</summary>
    public string ModelFile => _folder.ModelFile;

    /// <summary>Whether there is a tokenizer. A model without one runs on ids (<see cref="Run"/>).</summary>
    public bool HasTokenizer => _tokenizer != null;

    /// <summary>The tokenizer.</summary>
    /// <exception cref="BadInputException">The folder has none.</exception>
    public PreTrainedTokenizer Tokenizer => _tokenizer
        ?? throw new BadInputException($"The model folder {Folder} has no tokenizer; one of {ModelFolder.TokenizerFileNames} is expected.");

    /// <summary>The length of a token's vector.</summary>
    public int HiddenSize { get; }

    /// <summary>The length of the vector that the graph pools itself; null where it has no such output.</summary>
    public int? SentenceEmbeddingSize { get; }

    /// <summary>
    /// The number of tokens, special ones included, that longer texts are cut to unless an option says otherwise:
    /// sentence_bert_config.json's max_seq_length, else tokenizer_config.json's model_max_length, else <see cref="MaxPositions"/>;
    /// never more than that.
    /// </summary>
    public int MaxLength => _limits.Default.Value;

    /// <summary>The greatest number of tokens that the model can run (for RoBERTa's kind two less than its positions); null where nothing says.</summary>
    public int? MaxPositions => _limits.Longest?.Value;

    /// <summary>The number of rows of the embedding table: ids are below it. Null where nothing says.</summary>
    public int? VocabularySize => _table?.Value;

    /// <summary>The id that pads.</summary>
    public int PadTokenId { get; }

    /// <summary>Whether the model takes token type ids; what is given to one that does not is left out.</summary>
    public bool TakesTokenTypeIds => _inputs.Types != null;

    /// <summary>The outputs that the model has.</summary>
    public BertModelOutputs Outputs { get; }

    /// <summary>The pooling that the folder asks for (1_Pooling/config.json), else the graph's own, else mean.</summary>
    public TokenPooling DefaultPooling { get; }

    /// <summary>Whether the folder asks for vectors of unit length (a Normalize module in modules.json).</summary>
    public bool DefaultNormalize { get; }

    /// <summary>
    /// Whether texts must run one at a time for the default pooling's vectors not to depend on their neighbours: because the
    /// model quantizes over the whole batch, was seen to move, or takes a fixed number of rows. <see cref="RunsOneAtATimeReason"/> says which.
    /// </summary>
    public bool RunsOneAtATime => RunsOneAtATimeReason != null;

    /// <summary>Why <see cref="RunsOneAtATime"/>; null where it is false.</summary>
    public string? RunsOneAtATimeReason => OneAtATimeReason(OutputsFor(DefaultPooling));

    /// <summary>What was understood, and from which file.</summary>
    public IReadOnlyList<ModelFact> Description { get; }

    /// <summary>One sentence for each thing of the folder that the features do not follow, or that contradicts another; usually none.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The layers that the token vectors are of; null: the last, as exported.</summary>
    public HiddenLayers? HiddenLayer { get; }

    /// <summary>The length of a word embedding (<see cref="WordEmbeddings"/>), which need not be <see cref="HiddenSize"/>; null where no table was found.</summary>
    public int? WordEmbeddingSize => _wordEmbeddings?.Size ?? _inputs.Embeddings?.Fixed(2);

    /// <summary>Whether it can be run on token ids, and not on word embeddings alone.</summary>
    internal bool TakesIds => _inputs.Ids != null || _looksUp;

    /// <summary>How long texts may be, and who says so.</summary>
    internal LengthLimits Limits => _limits;

    /// <summary>The number of tokens that the graph takes of every row, where it is fixed; shorter rows are padded to it. Null where it is open.</summary>
    public int? FixedSequence => _inputs.FixedSequence;

    /// <summary>The options that the model was opened with, for opening the same files again.</summary>
    public BertModelOptions OpenedWith { get; }

    /// <summary>Whether the graph takes an attention mask; without one padded rows cannot be run.</summary>
    public bool TakesAttentionMask => _inputs.Mask != null;

    /// <summary>Who says how many rows the embedding table has.</summary>
    internal string? VocabularySource => _table?.Source;

    /// <summary>Closes the session. Nothing may be running.</summary>
    public void Dispose()
    {
        _runner.Dispose();
        if (_reader.IsValueCreated)
            _reader.Value.Dispose();
    }

    /// <summary>Why rows must run one at a time for these outputs; null where they need not.</summary>
    internal string? OneAtATimeReason(BertModelOutputs outputs)
    {
        if (_inputs.FixedBatch is int rows)
            return $"the model takes exactly {rows} row{(rows == 1 ? "" : "s")} a run";
        return _effects.Reason(outputs);
    }

    /// <summary>The outputs that a pooling is computed from.</summary>
    internal static BertModelOutputs OutputsFor(TokenPooling pooling)
    {
        BertModelOutputs outputs = BertModelOutputs.None;
        foreach (PoolingMode mode in pooling.Modes)
        {
            outputs |= mode switch
            {
                PoolingMode.Pooler => BertModelOutputs.Pooler,
                PoolingMode.SentenceEmbedding => BertModelOutputs.SentenceEmbedding,
                _ => BertModelOutputs.TokenVectors,
            };
        }

        return outputs;
    }
}
