namespace MLNetBert.Cli.Training;

/// <summary>Values as C# writes them, and what all scripts begin with.</summary>
internal static class ScriptParts
{
    /// <summary>The version of the packages.</summary>
    public static string Version => FileVersionInfo.GetVersionInfo(typeof(TextClassifierTrainer).Assembly.Location).ProductVersion!.Split('+')[0];

    /// <summary>The first lines. The embedded int8 model has a package of its own.</summary>
    public static string Packages(TextPipeline pipeline, bool int8 = false) => $"#:package MLNetBert@{Version}\n{(int8 ? $"#:package MLNetBert.Model.MiniLM.Int8@{Version}\n" : "")}{(pipeline.Trainer == LightGbm.Name ? $"#:package {LightGbm.Package}@{LightGbm.Version}\n" : "")}#:property PublishAot=false";

    /// <summary>How the model was opened.</summary>
    public static ScriptModel Open(string? folder, FeatureSettings settings)
    {
        List<string> set = [];
        if (settings.File != null)
            set.Add($"File = {Text(settings.File)}");

        if (settings.Precision is { } precision)
            set.Add($"Precision = ModelPrecision.{precision}");

        if (settings.Provider is { } provider && !provider.Equals(ExecutionProvider.Cpu))
            set.Add($"ExecutionProvider = {Provider(provider)}");

        if (settings.HiddenLayer is { } layers)
            set.Add($"HiddenLayer = HiddenLayers.Parse({Text(layers.ToString())})");

        string options = set.Count == 0 ? "" : $"new BertModelOptions {{ {string.Join(", ", set)} }}";
        string? opened = folder == null && set.Count == 0 ? null : $"BertModel.Open({(folder == null ? "null" : Text(folder))}{(set.Count == 0 ? "" : $", {options}")})";
        return new(opened, folder == null && settings.Precision == ModelPrecision.Int8);
    }

    private static string Provider(ExecutionProvider provider) => provider.Options.Count == 0 ? Text(provider.Name)
        : $"new({Text(provider.Name)}, new Dictionary<string, string> {{ {string.Join(", ", provider.Options.Select(option => $"[{Text(option.Key)}] = {Text(option.Value)}"))} }})";

    /// <summary>A text in quotes.</summary>
    public static string Text(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
            _ = c is '"' or '\\' ? quoted.Append('\\').Append(c) : char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}") : quoted.Append(c);

        return quoted.Append('"').ToString();
    }

    /// <summary>A text for a comment, which cannot end it.</summary>
    public static string Comment(string text) => Printable.Line(Printable.Cut(text)).Replace("\\", "/", StringComparison.Ordinal);

    /// <summary>A number that reads back to the same.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().ContainsAny('.', 'E') ? text : $"{text}.0";

    /// <summary>Several of them.</summary>
    public static string Numbers(IEnumerable<double> values) => string.Join(", ", values.Select(Number));

    /// <summary>The class of a sampler.</summary>
    public static string Sampler(string method) => string.Concat(method.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}

/// <summary>A script's model.</summary>
/// <param name="Opened">The expression that opens it; null if it is the embedded one as it is.</param>
/// <param name="IsEmbeddedInt8">Whether it is the embedded int8 model.</param>
internal sealed record ScriptModel(string? Opened, bool IsEmbeddedInt8);
