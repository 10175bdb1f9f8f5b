namespace MLNetBert;

/// <summary>Overrides what a model's folder says; everything unset comes from the folder. Immutable and thread-safe.</summary>
public sealed record BertModelOptions
{
    /// <summary>The ONNX file, relative to the folder; null: <c>model.onnx</c>, else <c>onnx/model.onnx</c>, else the only .onnx there is.</summary>
    public string? File { get; init; }

    /// <summary>
    /// What the model is to compute with: picks among the folder's files by what they are, and among the packages' embedded models (<see cref="ModelPrecision.Int8"/> needs the package
    /// MLNetBert.Model.MiniLM.Int8). Null: any, so that the file is the usual one, which is float32 unless the folder was made otherwise.
    /// </summary>
    public ModelPrecision? Precision { get; init; }

    /// <summary>What the model is called in metrics, logs and by <see cref="BertEmbeddingGenerator.ModelId"/>; null: its folder's name. It changes no vector.</summary>
    public string? Name { get; init; }

    /// <summary>The tokenizer; null: read from the folder.</summary>
    public PreTrainedTokenizer? Tokenizer { get; init; }

    /// <summary>The name of the input that takes the token ids; null: found by name and shape.</summary>
    public string? InputIdsName { get; init; }

    /// <summary>The name of the input that takes the attention mask; null: found by name and shape.</summary>
    public string? AttentionMaskName { get; init; }

    /// <summary>The name of the input that takes the token type ids; null: found by name and shape.</summary>
    public string? TokenTypeIdsName { get; init; }

    /// <summary>The name of the output [batch, sequence, hidden] with the token vectors; null: found by name and shape.</summary>
    public string? TokenVectorsName { get; init; }

    /// <summary>The name of the output [batch, hidden] with the pooled vector; null: found by name and shape.</summary>
    public string? SentenceEmbeddingName { get; init; }

    /// <summary>
    /// The layers whose token vectors the model gives; null: the last, as exported. Any other is found in the graph, which is then cut
    /// off after it, in memory, so that the layers after it cost nothing; the model's own pooled outputs go with them.
    /// </summary>
    public HiddenLayers? HiddenLayer { get; init; }

    /// <summary>
    /// Whether <see cref="BertModel.RunEmbeddings"/> can be called: the look-up of the word embeddings is cut out of the graph in
    /// memory, unless the model already has an input inputs_embeds. <see cref="BertModel.Run"/> then looks the ids up itself, and
    /// gives the same bits. Default: no.
    /// </summary>
    public bool InputsEmbeds { get; init; }

    /// <summary>
    /// Whether the modules of modules.json that change vectors beside Pooling and a last Normalize are applied (Dense, LayerNorm, WeightedLayerPooling). If not, a
    /// text's vector is the one before them, and modules that are not known here are no error. Default: yes.
    /// </summary>
    public bool ApplyModules { get; init; } = true;

    /// <summary>
    /// What runs the model: cpu (the default), cuda, tensorrt, dml, coreml, openvino or migraphx, with ONNX Runtime's options of it. With any but cpu a text's bits
    /// may depend on its company; <see cref="BertModel.BitsMoveReason"/> says what a trial run showed.
    /// </summary>
    public ExecutionProvider ExecutionProvider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>
    /// Whether the CPU runs the model if the <see cref="ExecutionProvider"/> is not there or does not work; <see cref="BertModel.FallbackReason"/> then says why. If
    /// not, that is a <see cref="BadInputException"/>. Default: no.
    /// </summary>
    public bool FallbackToCpu { get; init; }

    internal PortNames Names => new(InputIdsName, AttentionMaskName, TokenTypeIdsName, TokenVectorsName, SentenceEmbeddingName);
}
