using MLNetBert.Encoder.Invariance;
using MLNetBert.Encoder.Modules;

namespace MLNetBert;

/// <summary>
/// A BERT-family encoder read from a model folder as on the Hugging Face hub: the ONNX file, the tokenizer and what the
/// JSON files beside them say. One session is shared by all callers. Every member is thread-safe, and once the model is closed throws an
/// <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed partial class BertModel : IDisposable
{
    private readonly ModelSource _source;
    private readonly EncoderView _view;
    private readonly ModelViews _views;
    private readonly bool _isView;
    private readonly BertModelOptions _options;
    private readonly (IReadOnlyList<ModelFact> Facts, IReadOnlyList<string> Warnings) _report;
    private readonly Lazy<ModelFingerprint> _fingerprint;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _prompts;

    private BertModel(ModelSource source, EncoderView view, BertModelOptions options, ModelViews views, bool isView)
    {
        (_source, _view, _views, _isView, _options) = (source, view, views, isView, options);
        _report = ModelReport.Write(source, view);
        _fingerprint = new(() => ModelFingerprint.Of(source, options, view));
        _labels = new(() => view.LabelCount is int count ? source.Settings.Head.Labels(count, source.Folder.ModelFile).Value : null, LazyThreadSafetyMode.PublicationOnly);
        _prompts = new(() => source.Settings.Prompts.All.ToDictionary(prompt => prompt.Key, prompt => prompt.Value.Value, StringComparer.Ordinal));
    }

    /// <summary>The folder with the model's files.</summary>
    public string Folder => Source.Folder.Path;

    /// <summary>The model's name: <see cref="BertModelOptions.Name"/>, else that of its folder.</summary>
    public string Name => Options.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

    /// <summary>The ONNX file.</summary>
    public string ModelFile => Source.Folder.ModelFile;

    /// <summary>Whether there is a tokenizer. A model without one runs on ids (<see cref="Run"/>).</summary>
    public bool HasTokenizer => Source.Tokenizer != null;

    /// <summary>The tokenizer.</summary>
    /// <exception cref="BadInputException">The folder has none.</exception>
    public PreTrainedTokenizer Tokenizer => Source.Tokenizer
        ?? throw new BadInputException($"The model folder {Folder} has no tokenizer; one of {BertModelFolder.TokenizerFileNames} is expected.") { Code = "tokenizer.missing", File = Folder };

    /// <summary>The length of a token's vector.</summary>
    public int HiddenSize => View.HiddenSize;

    /// <summary>The length of the vector that the graph pools itself; null if it has no such output.</summary>
    public int? SentenceEmbeddingSize => View.SentenceSize;

    /// <summary>
    /// The number of tokens, special ones included, that longer texts are cut to unless an option says otherwise:
    /// sentence_bert_config.json's max_seq_length, else tokenizer_config.json's model_max_length, else <see cref="MaxPositions"/>;
    /// never more than that.
    /// </summary>
    public int MaxLength => Limits.Default.Value;

    /// <summary>The greatest number of tokens that the model can run (for RoBERTa and its relatives, two fewer than its positions); null if nothing says.</summary>
    public int? MaxPositions => Limits.Longest?.Value;

    /// <summary>The number of rows of the embedding table: ids are below it. Null if nothing says.</summary>
    public int? VocabularySize => Source.Vocabulary?.Value;

    /// <summary>The padding id.</summary>
    public int PadTokenId => Source.PadTokenId;

    /// <summary>Whether the model takes token type ids; if not, those given are ignored.</summary>
    public bool TakesTokenTypeIds => View.Inputs.Types != null;

    /// <summary>The outputs that the model has.</summary>
    public BertModelOutputs Outputs => View.Outputs.Available;

    /// <summary>The pooling that the folder asks for (1_Pooling/config.json), else the graph's own, else mean; logits if the graph gives nothing else.</summary>
    public TokenPooling DefaultPooling => View.Pooling;

    /// <summary>Whether the folder asks for vectors of unit length (a Normalize module in modules.json).</summary>
    public bool DefaultNormalize => Source.Settings.Modules.Normalize?.Value ?? false;

    /// <summary>
    /// The modules of modules.json that are applied beside Pooling and a last Normalize, in order, by the names of their classes: WeightedLayerPooling, Dense, LayerNorm,
    /// Normalize. Usually none.
    /// </summary>
    public IReadOnlyList<string> Modules => [.. Source.WeightedLayers != null && Options.HiddenLayer == null ? (string[])[Source.WeightedLayers.Named.Name] : [], .. Source.Modules.Modules.Select(module => module.Named.Name)];

    /// <summary>
    /// The modules of modules.json that are not known here, by their classes' full names: for their sake <see cref="BertFeaturizer"/> makes no pooled vectors of the folder, unless
    /// <see cref="BertModelOptions.ApplyModules"/> is false. Usually none.
    /// </summary>
    public IReadOnlyList<string> UnsupportedModules => [.. Source.Settings.Modules.Unsupported.Select(module => module.Value)];

    /// <summary>How many of a vector's values the folder asks to keep (truncate_dim in config_sentence_transformers.json); null: all.</summary>
    public int? DefaultTruncateDim => Source.Settings.Prompts.TruncateDim?.Value;

    /// <summary>The texts that the folder offers to put in front of others, by name: prompts in config_sentence_transformers.json.</summary>
    public IReadOnlyDictionary<string, string> Prompts => Opened(_prompts).Value;

    /// <summary>The name of the prompt for texts that name none (default_prompt_name); null: no prompt.</summary>
    public string? DefaultPromptName => Source.Settings.Prompts.DefaultName?.Value;

    /// <summary>A prompt's text; empty if there is none.</summary>
    /// <param name="name">One of <see cref="Prompts"/>; null: <see cref="DefaultPromptName"/>, if the folder has one.</param>
    /// <exception cref="BadInputException">The folder has no prompt of that name.</exception>
    public string FindPrompt(string? name = null) => name == null ? _source.Settings.Prompts.Default : Prompts.TryGetValue(name, out string? prompt) ? prompt : throw new BadInputException(
        $"The prompt '{name}' is unknown; {(Prompts.Count == 0 ? $"{Folder} has no prompts in config_sentence_transformers.json, so give the text itself" : $"choose from {string.Join(", ", Prompts.Keys)}")}.")
    { Code = "option.value", Key = "PromptName" };

    /// <summary>Whether the tokens of a prompt are pooled too (include_prompt in 1_Pooling/config.json, true unless it says otherwise).</summary>
    public bool IncludesPrompt => Source.Settings.Modules.Pooling?.IncludePrompt?.Value ?? true;

    /// <summary>
    /// Whether texts must run one at a time for the default pooling's vectors not to depend on their neighbours: because the
    /// model quantizes over the whole batch, because its bits were seen to change, or because it takes a fixed number of rows. <see cref="RunsOneAtATimeReason"/> says which.
    /// </summary>
    public bool RunsOneAtATime => RunsOneAtATimeReason != null;

    /// <summary>Why <see cref="RunsOneAtATime"/> is true; null if it is false.</summary>
    public string? RunsOneAtATimeReason => OneAtATimeReason(DefaultPooling);

    /// <summary>What runs the model: the provider that was asked for, unless the CPU stands in for it (<see cref="FallbackReason"/>).</summary>
    public ExecutionProvider ExecutionProvider => View.Provider;

    /// <summary>Why the CPU runs the model in place of the provider that was asked for (<see cref="BertModelOptions.FallbackToCpu"/>); null if it does not.</summary>
    public string? FallbackReason => View.FallbackReason;

    /// <summary>
    /// Why the last digits of a text's vectors may depend on what else is in its batch: in a trial run on an <see cref="ExecutionProvider"/> other than cpu they did. Null
    /// if they were the same bits; on the CPU always, where texts rather run one at a time (<see cref="RunsOneAtATime"/>).
    /// </summary>
    public string? BitsMoveReason => View.BitsMoveReason;

    /// <summary>What was understood, and from which file.</summary>
    public IReadOnlyList<ModelFact> Description => Opened(_report).Facts;

    /// <summary>One sentence for each thing in the folder that the features do not follow, or that contradicts another; usually none.</summary>
    public IReadOnlyList<string> Warnings => Opened(_report).Warnings;

    /// <summary>The layers that the token vectors come from; null: as the folder says, which is the last, as exported, or a WeightedLayerPooling's.</summary>
    public HiddenLayers? HiddenLayer => View.HiddenLayer;

    /// <summary>The length of a word embedding (<see cref="WordEmbeddings"/>), which need not be <see cref="HiddenSize"/>; null if no table was found.</summary>
    public int? WordEmbeddingSize => Source.WordEmbeddings?.Size ?? View.Inputs.Embeddings?.Fixed(2);

    /// <summary>How long texts may be, and who says so.</summary>
    public LengthLimits Limits => View.Limits;

    /// <summary>The options as given, with the layers of this view.</summary>
    public BertModelOptions Options => Opened(_options);

    /// <summary>
    /// What makes a text's token vectors: the files that count, the options that change vectors, the runtime and the kind of processor. The
    /// files are hashed when it is first asked for, which takes about a second per gigabyte.
    /// </summary>
    /// <exception cref="IOException">A file can no longer be read.</exception>
    public ModelFingerprint Fingerprint => Opened(_fingerprint).Value;

    /// <summary>What the model computes with, judging by its operators; null: weights of fewer bits than 8.</summary>
    public ModelPrecision? Precision => PrecisionChoice.Of(Source.Graph);

    /// <summary>How the model's int8 file was made; null if <see cref="BertQuantizer"/> did not make it.</summary>
    public BertQuantization? Quantization => Source.Quantization;

    /// <summary>Whether the graph takes an attention mask; without one, padded rows cannot be run.</summary>
    public bool TakesAttentionMask => View.Inputs.Mask != null;

    /// <summary>Whether it can be run on token ids, and not on word embeddings alone.</summary>
    internal bool TakesIds => View.TakesIds;

    /// <summary>Which texts may run together, unless they must run one at a time.</summary>
    internal BatchLimits Batches => View.Batches;

    /// <summary>What is applied to a pooling's vectors. The graph's own pooled vector has been through its modules, and tokens do not go through them.</summary>
    /// <exception cref="BadInputException">The folder has modules that are not known here.</exception>
    internal ModuleChain ModulesAfter(TokenPooling pooling)
    {
        if (!Options.ApplyModules || pooling.Modes.Any(mode => mode is PoolingMode.None or PoolingMode.SentenceEmbedding or PoolingMode.Logits))
            return ModuleChain.Empty;
        return Source.Settings.Modules.Unsupported is [var module, ..]
            ? throw new BadInputException($"{module.Source} is {module.Value}, a module that is not supported, so the vectors would not be those that the model is meant to give; to have those before it, open the model in C# with BertModelOptions.ApplyModules = false, or remove it from the file.") { Code = "model.module", File = Folder }
            : Source.Modules;
    }

    private ModelSource Source => Opened(_source);

    private EncoderView View => Opened(_view);

    /// <summary>The number of tokens that the graph takes for every row, if that is fixed; shorter rows are padded to it. Null if it is open.</summary>
    public int? FixedSequence => View.Inputs.FixedSequence;

    /// <summary>Why texts must run one at a time for a pooling's vectors not to depend on their neighbours; null if they need not.</summary>
    internal string? OneAtATimeReason(TokenPooling pooling) => View.OneAtATimeReason(pooling);

    /// <summary>
    /// Closes the sessions, including those of its views, each after the runs that have begun. A view closes nothing; its model does. A model that nobody closes is closed
    /// by the garbage collector.
    /// </summary>
    public void Dispose()
    {
        if (_isView)
            return;
        foreach (BertModel view in _views.Take())
            view._view.Dispose();
        _view.Dispose();
        _source.Dispose();
    }

    /// <exception cref="ObjectDisposedException">The model was closed.</exception>
    internal void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_views.Closed, this);

    private T Opened<T>(T value)
    {
        ThrowIfClosed();
        return value;
    }
}
