namespace MLNetBert;

/// <summary>
/// The options of <c>AddBertEmbeddings</c>, from code or a section of the configuration. They are read when the generator is made; later changes have no effect.
/// Whatever is null comes from the model's folder.
/// </summary>
public sealed class BertEmbeddingOptions
{
    /// <summary>The model folder, or an .onnx file with its vocabulary beside it; null: the embedded all-MiniLM-L6-v2.</summary>
    public string? ModelPath { get; set; }

    /// <summary>What the model is called: <see cref="BertEmbeddingGenerator.ModelId"/>, and in metrics and logs; null: its folder's name.</summary>
    public string? ModelId { get; set; }

    /// <summary>The ONNX file, relative to the folder (<see cref="BertModelOptions.File"/>).</summary>
    public string? File { get; set; }

    /// <summary>What the model is to compute with (<see cref="BertModelOptions.Precision"/>).</summary>
    public ModelPrecision? Precision { get; set; }

    /// <summary>What runs the model, such as cpu (the default) or cuda (<see cref="BertModelOptions.ExecutionProvider"/>).</summary>
    public string ExecutionProvider { get; set; } = "cpu";

    /// <summary>ONNX Runtime's options of the execution provider, such as device_id.</summary>
    public Dictionary<string, string> ExecutionProviderOptions { get; set; } = [];

    /// <summary>Whether the CPU runs the model if the execution provider cannot (<see cref="BertModelOptions.FallbackToCpu"/>). Default: no; that is an error.</summary>
    public bool FallbackToCpu { get; set; }

    /// <summary>The pooling by its name, such as mean or cls (<see cref="TokenPooling.Parse"/>).</summary>
    public string? Pooling { get; set; }

    /// <summary>Whether vectors are scaled to unit length.</summary>
    public bool? Normalize { get; set; }

    /// <summary>How many of a vector's values are kept (<see cref="FeaturizerOptions.TruncateDim"/>). A call may ask for fewer.</summary>
    public int? TruncateDim { get; set; }

    /// <summary>What is put in front of every text; empty: nothing; null: <see cref="PromptName"/>.</summary>
    public string? Prompt { get; set; }

    /// <summary>The name of one of the folder's prompts, such as query; null: its default.</summary>
    public string? PromptName { get; set; }

    /// <summary>The number of tokens, special ones included, that longer texts are cut to.</summary>
    public int? MaxLength { get; set; }

    /// <summary>Whether a longer text is refused with a <see cref="BadInputException"/> rather than cut. Default false.</summary>
    public bool RefuseLonger { get; set; }

    /// <summary>How many batches run at the same time; null: one per core.</summary>
    public int? Threads { get; set; }

    /// <summary>How long a text waits for others of its length (<see cref="BertBatcherOptions.MaxDelay"/>). Default 2 ms.</summary>
    public TimeSpan MaxDelay { get; set; } = new BertBatcherOptions().MaxDelay;

    /// <summary>How many tokens may wait, all callers together (<see cref="BertBatcherOptions.MaxQueuedTokens"/>). Default 65,536.</summary>
    public int MaxQueuedTokens { get; set; } = new BertBatcherOptions().MaxQueuedTokens;

    /// <summary>Whether calls wait for room in a full queue rather than end with a <see cref="BertQueueFullException"/>. Default false.</summary>
    public bool WaitWhenFull { get; set; }

    /// <summary>From how long on a batch is told to the log, as a warning. Default 5 s.</summary>
    public TimeSpan SlowBatch { get; set; } = new BertBatcherOptions().SlowBatch;

    // Methods: the binder takes properties for options.
    internal BertModelOptions ToModel() => new()
    {
        Name = ModelId,
        File = File,
        Precision = Precision,
        ExecutionProvider = new ExecutionProvider(ExecutionProvider, ExecutionProviderOptions),
        FallbackToCpu = FallbackToCpu,
    };

    internal FeaturizerOptions ToFeatures() => new()
    {
        Pooling = Pooling == null ? null : TokenPooling.Parse(Pooling),
        Normalize = Normalize,
        TruncateDim = TruncateDim,
        Prompt = Prompt,
        PromptName = PromptName,
        MaxLength = MaxLength,
        RefuseLonger = RefuseLonger,
        Threads = Threads,
    };

    internal BertBatcherOptions ToBatching() => new() { MaxDelay = MaxDelay, MaxQueuedTokens = MaxQueuedTokens, WaitWhenFull = WaitWhenFull, SlowBatch = SlowBatch };
}
