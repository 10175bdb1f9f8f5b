using MLNetBert.Encoder.Modules;

namespace MLNetBert.Encoder.Models;

/// <summary>Lists what was understood of a model folder, for <c>inspect</c>.</summary>
internal static class ModelReport
{
    public static (IReadOnlyList<ModelFact> Facts, IReadOnlyList<string> Warnings) Write(ModelSource source, EncoderView view)
    {
        (BertModelFolder folder, ModelSettings settings, PreTrainedTokenizer? tokenizer) = (source.Folder, source.Settings, source.Tokenizer);
        (ModelInputs inputs, ModelOutputs outputs, LengthLimits limits) = (view.Inputs, view.Outputs, view.Limits);
        string onnx = Path.GetFileName(folder.ModelFile);
        List<ModelFact> facts = [];
        void Add(string name, object value, string source) =>
            facts.Add(new ModelFact(name, $"{value}", Shorten(source, folder.Path)));

        Add("model", folder.ModelFile, Path.GetRelativePath(folder.Path, folder.ModelFile));
        Add("precision", PrecisionChoice.Name(PrecisionChoice.Of(source.Graph)), onnx);
        if (source.Quantization is { } int8)
            AddQuantization(int8, onnx, Add);
        if (settings.ModelType is { } type)
            Add("model type", type, settings.Config["model_type"].Source);
        Add("tokenizer", tokenizer != null ? $"{tokenizer.VocabularySize} ids" : "none", folder.TokenizerFile ?? (tokenizer != null ? "option" : folder.Path));
        foreach (TensorPort port in inputs.All)
            Add("input", $"{Role(port, inputs)}: {port}", port == inputs.Ids && inputs.IdsByElimination ? $"{onnx}: its only input left" : onnx);
        foreach (TensorPort port in ((TensorPort?[])[outputs.Tokens, outputs.Pooler, outputs.Sentence, outputs.Logits]).OfType<TensorPort>())
            Add("output", $"{Role(port, outputs)}: {port}", port == outputs.Tokens && outputs.TokensByShape ? $"{onnx}: by its shape, and {settings.HiddenSize!.Source}" : onnx);
        foreach (TensorPort port in outputs.Others)
            Add("output", $"not used: {port}", onnx);
        if (view.HiddenLayer is { } layer)
            Add("hidden layer", layer, "option");
        Add("hidden size", view.HiddenSize, onnx);
        if (source.Vocabulary is { } table)
            Add("embedding table", $"{table.Value} ids", table.Source);
        foreach (ModelFact fact in tokenizer?.Description ?? [])
            Add(fact.Name, fact.Value, fact.Source);
        if (tokenizer?.PadTokenId == null)
            Add("pad id", source.PadTokenId, settings.PadTokenId?.Source ?? "the usual; no file says");
        Add("max length", limits.Default.Value, limits.Default.Source);
        if (limits.Longest is { } longest)
            Add("longest text", $"{longest.Value} tokens", longest.Source);
        if (settings.Modules.Names is { } modules)
            Add("modules", modules.Value, modules.Source);
        if (settings.Modules.LayerPooling is { } layers)
            Add("module", source.WeightedLayers is { } weighted ? $"{layers.Name}: layers {weighted.First} to {weighted.First + weighted.Weights.Length - 1}" : $"{layers.Name}: without effect", WeightedLayers.IsAsked(settings) ? layers.Source : settings.Config["output_hidden_states"].Source);
        foreach (VectorModule module in source.Modules.Modules)
            Add("module", module.Description, module.Files.Count > 0 ? string.Join(", ", module.Files) : module.Named.Source);
        AddPooling(view.Pooling, settings, onnx, Add);
        HeadReport.AddFacts(source, view, Add);
        AddPrompts(settings, Add);
        Add("provider", view.Provider, view.FallbackReason != null ? "the one asked for cannot be used" : view.Provider.IsCpu ? "the usual" : "option");
        Add("batches", view.OneAtATimeReason(view.Pooling) is string reason ? $"one text at a time: {reason}" : view.BatchesText, $"{onnx}: its operators, and a trial run");
        return (facts, Warnings(source, view));
    }

    private static void AddQuantization(BertQuantization int8, string onnx, Action<string, object, string> add)
    {
        add("quantized", $"recipe {int8.Recipe}: a scale for each token, {(int8.ReduceRange ? "7" : "8")}-bit weights", onnx);
        add("cosine to float32", string.Create(CultureInfo.InvariantCulture, $"{int8.MeanCosine:F5} on average, {int8.LowestCosine:F4} at worst, of {int8.CalibrationTexts} calibration texts"), onnx);
        add("quantized from", $"SHA-256 {int8.SourceHash}", onnx);
        add("calibrated with", string.Create(CultureInfo.InvariantCulture, $"{int8.CalibrationTexts} texts, {int8.CalibrationTokens} tokens, SHA-256 of their ids {int8.CalibrationHash}"), onnx);
    }

    private static void AddPooling(TokenPooling pooling, ModelSettings settings, string onnx, Action<string, object, string> add)
    {
        bool asked = settings.Modules.Pooling?.Mode.Value.Equals(pooling) == true;
        add("pooling", pooling, asked ? settings.Modules.Pooling!.Mode.Source
            : pooling.Modes[0] == PoolingMode.Mean ? "the usual; no file says"
            : onnx);
        add("normalize", settings.Modules.Normalize?.Value == true ? "true" : "false", settings.Modules.Normalize?.Source ?? "the usual; no file says");
    }

    private static void AddPrompts(ModelSettings settings, Action<string, object, string> add)
    {
        SentencePrompts prompts = settings.Prompts;
        foreach ((string name, Sourced<string> prompt) in prompts.All)
            add($"prompt {name}", SentencePrompts.Shown(prompt.Value), prompt.Source);
        if (prompts.DefaultName is { } usual)
            add("default prompt", usual.Value, usual.Source);
        if (settings.Modules.Pooling?.IncludePrompt is { } include)
            add("include prompt", include.Value ? "true" : "false", include.Source);
        if (prompts.TruncateDim is { } size)
            add("truncate dim", size.Value, size.Source);
    }

    private static List<string> Warnings(ModelSource source, EncoderView view)
    {
        ModelSettings settings = source.Settings;
        List<string> warnings = [];
        if (view.OneAtATimeReason(view.Pooling) is string reason)
            warnings.Add($"Texts run one at a time: {reason}.");
        if (view.FallbackReason is { } fallback)
            warnings.Add($"The model runs on the CPU. {fallback}");
        if (!view.Provider.IsCpu && view.OneAtATimeReason(view.Pooling) == null)
            warnings.Add($"On {view.Provider.Name}, batches are {view.BatchesText}: {view.BitsMoveReason ?? "in a trial run the bits of a text's vectors were the same alone and in company"}.");
        if (source.Folder.Note is { } note)
            warnings.Add(note);
        warnings.AddRange(view.Limits.Warnings);
        if (settings.VocabularySize is { } said && said.Value != source.Vocabulary?.Value)
            warnings.Add($"{said.Source} is {said.Value}, but the embedding table has {source.Vocabulary?.Value} rows ({source.Vocabulary?.Source}), which is what counts.");
        foreach (Sourced<string> module in settings.Modules.Unsupported)
            warnings.Add($"The module {module.Value} ({module.Source}) is not supported, so the folder gives no pooled vectors.");
        HeadReport.AddWarnings(source, view, warnings);
        if (settings.Modules.Pooling?.Mode is { } asked && !asked.Value.Equals(view.Pooling))
            warnings.Add($"{asked.Source} asks for the pooling {asked.Value}, but {source.Folder.ModelFile} gives no token vectors; {view.Pooling} is used.");
        warnings.AddRange(source.Tokenizer?.Warnings ?? []);
        if (settings.PadTokenId is { } pad && source.PadTokenId != pad.Value)
            warnings.Add($"{pad.Source} is {pad.Value}, but the tokenizer pads with {source.PadTokenId}, which is what counts.");
        return warnings;
    }

    private static string Role(TensorPort port, ModelInputs inputs) =>
        port == inputs.Ids ? "token ids" : port == inputs.Mask ? "attention mask" : port == inputs.Types ? "token types" : "word embeddings";

    private static string Role(TensorPort port, ModelOutputs outputs) =>
        port == outputs.Tokens ? "token vectors" : port == outputs.Pooler ? "pooler" : port == outputs.Logits ? "logits" : "pooled by the graph";

    private static string Shorten(string source, string folder) =>
        source.Replace(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}
