namespace MLNetBert.Cli.Options;

/// <summary>How texts become features: the options of every command that runs the model.</summary>
internal sealed class FeatureOptions(CommonOptions common)
{
    private readonly Option<string?> _precision = new("--precision")
    {
        Description = "What the model computes with: float32, float16 or int8; picks among the folder's files by what they are. Default: the usual file, float32 for the embedded model.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _file = new("--file") { Description = "The model folder's .onnx file. Default: model.onnx, else onnx/model.onnx, else the only one.", HelpName = "NAME" };

    private readonly ProviderOptions _provider = new();

    private readonly Option<string?> _hiddenLayer = new("--hidden-layer")
    {
        Description = "The layer whose token vectors are pooled: 0 for the embeddings, 1 for the first, -1 for the last; or several, as average(-4,-3,-2,-1) or concatenate(-2,-1). Default: the last.",
        HelpName = "LAYERS",
    };

    private readonly Option<string?> _pooling = new("--pooling")
    {
        Description = "mean, cls, max, min, mean_sqrt_len_tokens, weightedmean, lasttoken, pooler, sentence_embedding, logits or none; join several with +. Default: as the model folder says, else mean.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _activation = new("--activation")
    {
        Description = "What is made of the scores of a classification head (--pooling logits): softmax, sigmoid or none. Default: none.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _normalize = new("--normalize") { Description = "Whether to scale vectors to unit length. Default: as the model folder says.", HelpName = "true|false" };

    private readonly Option<string?> _truncateDim = new("--truncate-dim") { Description = "Keeps this many values of each vector, the first ones, and then scales them (Matryoshka). Default: as the model folder says, else all.", HelpName = "N" };

    private readonly Option<string?> _prompt = new("--prompt") { Description = "What is put in front of every text, such as \"query: \"; an empty text for nothing. Default: --prompt-name.", HelpName = "TEXT" };

    private readonly Option<string?> _promptName = new("--prompt-name") { Description = "The name of one of the model folder's prompts, such as query; inspect lists them. Default: as the model folder says, else none.", HelpName = "NAME" };

    private readonly Option<string?> _truncation = new("--truncation")
    {
        Description = "Which text of a pair is cut: longest_first, only_first, only_second, or do_not_truncate, the same as --max-length none. Default: longest_first.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _threads = new("--threads") { Description = "How many texts run at the same time; the bits stay the same. Default: one per core.", HelpName = "N" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _precision, _file, _hiddenLayer, _pooling, _activation, _normalize, _truncateDim, _prompt, _promptName, _truncation, _threads })
            command.Options.Add(option);

        _provider.AddTo(command);
    }

    /// <summary>The values, checked against one another.</summary>
    public FeatureSettings Read(ParseResult parsed)
    {
        LengthLimit limit = common.Limit(parsed);
        bool pairs = parsed.GetValue(common.TextPair) != null;
        TruncationStrategy? truncation = OptionValues.Truncation(parsed.GetValue(_truncation));
        if (truncation == TruncationStrategy.OnlySecond && !pairs)
            throw new BadInputException("--truncation only_second cuts second texts, but there are none; give --text-pair, or leave it out.") { Code = "option.conflict", Key = "--truncation" };

        if (truncation == null && limit.Tokens != null)
            throw new BadInputException($"--truncation do_not_truncate and --max-length {limit.Tokens} contradict each other; leave one out.") { Code = "option.conflict", Key = "--truncation" };

        if (parsed.GetValue(_prompt) != null && parsed.GetValue(_promptName) != null)
            throw new BadInputException("--prompt and --prompt-name both say what is put in front of texts; leave one out.") { Code = "option.conflict", Key = "--prompt-name" };

        // If nothing may be cut, a text that is too long is refused, so it does not matter which end would be.
        bool unlimited = limit.Unlimited || truncation == null;
        return new FeatureSettings(
            new FeaturizerOptions
            {
                Pooling = parsed.GetValue(_pooling) is { } pooling ? TokenPooling.Parse(pooling) : null,
                Activation = OptionValues.Activation(parsed.GetValue(_activation)),
                Normalize = parsed.GetValue(_normalize) is { } normalize ? OptionValues.Flag("--normalize", normalize) : null,
                MaxLength = limit.Tokens,
                TruncateDim = parsed.GetValue(_truncateDim) is { } size ? OptionValues.Positive("--truncate-dim", size) : null,
                Prompt = parsed.GetValue(_prompt),
                PromptName = parsed.GetValue(_promptName),
                Truncation = unlimited ? TruncationStrategy.LongestFirst : truncation!.Value,
                Threads = parsed.GetValue(_threads) is { } threads ? OptionValues.Threads("--threads", threads) : null,
            },
            unlimited,
            pairs,
            parsed.GetValue(_hiddenLayer) is { } layers ? HiddenLayers.Parse(layers) : null,
            parsed.GetValue(_precision) is { } precision ? OptionValues.Precision(precision) : null,
            parsed.GetValue(_file),
            _provider.Read(parsed));
    }
}

/// <summary>How texts become features, as the user asked.</summary>
/// <param name="Options">The options, as far as they do not depend on the model.</param>
/// <param name="Unlimited">Whether no text may be cut.</param>
/// <param name="Pairs">Whether rows have a second text.</param>
/// <param name="HiddenLayer">The layers whose token vectors are pooled; null: the last.</param>
/// <param name="Precision">What the model computes with; null: as the usual file does.</param>
/// <param name="File">The folder's file; null: the usual one.</param>
/// <param name="Provider">What runs the model; null: the CPU.</param>
internal sealed record FeatureSettings(FeaturizerOptions Options, bool Unlimited, bool Pairs, HiddenLayers? HiddenLayer = null, ModelPrecision? Precision = null, string? File = null, ExecutionProvider? Provider = null)
{
    /// <summary>Opens a model; null: the embedded one.</summary>
    public BertModel Open(string? folder, string? modelFile, CancellationToken cancellation) =>
        BertModel.Open(folder, new BertModelOptions { File = modelFile ?? File, Precision = modelFile == null ? Precision : null, HiddenLayer = HiddenLayer, ExecutionProvider = Provider ?? ExecutionProvider.Cpu }, cancellation);

    /// <summary>The options for a model: if there is no limit, its positions are the limit.</summary>
    public FeaturizerOptions For(BertModel model)
    {
        Sourced<int> length = Unlimited ? model.Limits.Longest ?? new(int.MaxValue, "--max-length none") : new LengthLimit(Options.MaxLength).Or(model.Limits.Default)!;
        if (model.Limits.WhyNot(length, model.Tokenizer, Pairs) is { } why)
            throw new BadInputException(why) { Code = "model.length" };

        return Unlimited ? Options with { MaxLength = length.Value, RefuseLonger = true } : Options;
    }
}
