using MLNetBert.Encoder.ModelFolder;
using MLNetBert.Encoder.Session;

namespace MLNetBert;

/// <summary>Writes down what was understood of a model folder, for <c>inspect</c>.</summary>
internal static class ModelReport
{
    public static (IReadOnlyList<ModelFact> Facts, IReadOnlyList<string> Warnings) Write(
        BertModel model, ModelSettings settings, ModelInputs inputs, ModelOutputs outputs, LengthLimits limits, ModelFolder folder)
    {
        string onnx = Path.GetFileName(folder.ModelFile);
        List<ModelFact> facts = [];
        void Add(string name, object value, string source) =>
            facts.Add(new ModelFact(name, value.ToString()!, Shorten(source, folder.Path)));

        Add("model", folder.ModelFile, Path.GetRelativePath(folder.Path, folder.ModelFile));
        if (settings.ModelType is { } type)
            Add("model type", type, settings.Config["model_type"].Source);
        Add("tokenizer", model.HasTokenizer ? $"{model.Tokenizer.VocabularySize} ids" : "none", folder.TokenizerFile ?? (model.HasTokenizer ? "option" : folder.Path));
        foreach (TensorPort port in inputs.All)
            Add("input", $"{Role(port, inputs)}: {port}", port == inputs.Ids && inputs.IdsByElimination ? $"{onnx}: its only input left" : onnx);
        foreach (TensorPort port in ((TensorPort?[])[outputs.Tokens, outputs.Pooler, outputs.Sentence]).OfType<TensorPort>())
            Add("output", $"{Role(port, outputs)}: {port}", port == outputs.Tokens && outputs.TokensByShape ? $"{onnx}: by its shape, and {settings.HiddenSize!.Source}" : onnx);
        foreach (TensorPort port in outputs.Others)
            Add("output", $"not used: {port}", onnx);
        if (model.HiddenLayer is { } layer)
            Add("hidden layer", layer, "option");
        Add("hidden size", model.HiddenSize, onnx);
        if (model.VocabularySize is int rows)
            Add("embedding table", $"{rows} ids", model.VocabularySource!);
        foreach (ModelFact fact in model.HasTokenizer ? model.Tokenizer.Description : [])
            Add(fact.Name, fact.Value, fact.Source);
        if (!model.HasTokenizer || model.Tokenizer.PadTokenId == null)
            Add("pad id", model.PadTokenId, settings.PadTokenId?.Source ?? "the usual; no file says");
        Add("max length", limits.Default.Value, limits.Default.Source);
        if (limits.Longest is { } longest)
            Add("longest text", $"{longest.Value} tokens", longest.Source);
        AddPooling(model, settings, onnx, Add);
        Add("batches", model.RunsOneAtATimeReason is string reason ? $"one text at a time: {reason}" : "texts of equal length together", $"{onnx}: its operators, and a trial run");
        return (facts, Warnings(model, settings, limits, folder));
    }

    private static void AddPooling(BertModel model, ModelSettings settings, string onnx, Action<string, object, string> add)
    {
        bool asked = settings.Modules.Pooling?.Value.Equals(model.DefaultPooling) == true;
        add("pooling", model.DefaultPooling, asked ? settings.Modules.Pooling!.Source
            : model.DefaultPooling.Modes[0] == PoolingMode.Mean ? "the usual; no file says"
            : onnx);
        add("normalize", model.DefaultNormalize ? "true" : "false", settings.Modules.Normalize?.Source ?? "the usual; no file says");
    }

    private static List<string> Warnings(BertModel model, ModelSettings settings, LengthLimits limits, ModelFolder folder)
    {
        List<string> warnings = [];
        if (model.RunsOneAtATimeReason is string reason)
            warnings.Add($"Texts run one at a time: {reason}.");
        warnings.AddRange(limits.Warnings);
        if (settings.VocabularySize is { } said && said.Value != model.VocabularySize)
            warnings.Add($"{said.Source} is {said.Value}, but the embedding table has {model.VocabularySize} rows ({model.VocabularySource}), which is what counts.");
        foreach (Sourced<string> module in settings.Modules.Unsupported)
            warnings.Add($"The module {module.Value} ({module.Source}) is not applied: the features are the vectors before it.");
        if (settings.Modules.Pooling is { } asked && !asked.Value.Equals(model.DefaultPooling))
            warnings.Add($"{asked.Source} asks for the pooling {asked.Value}, but {folder.ModelFile} gives no token vectors; {model.DefaultPooling} is used.");
        if (model.HasTokenizer)
            warnings.AddRange(model.Tokenizer.Warnings);
        if (settings.PadTokenId is { } pad && model.PadTokenId != pad.Value)
            warnings.Add($"{pad.Source} is {pad.Value}, but the tokenizer pads with {model.PadTokenId}, which is what counts.");
        return warnings;
    }

    private static string Role(TensorPort port, ModelInputs inputs) =>
        port == inputs.Ids ? "token ids" : port == inputs.Mask ? "attention mask" : port == inputs.Types ? "token types" : "word embeddings";

    private static string Role(TensorPort port, ModelOutputs outputs) =>
        port == outputs.Tokens ? "token vectors" : port == outputs.Pooler ? "pooler" : "pooled by the graph";

    private static string Shorten(string source, string folder) =>
        source.Replace(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}
