using System.Security.Cryptography;

namespace MLNetBert;

/// <summary>
/// What makes a text's vector, in one value: if two fingerprints are equal, the same text has the same bits. For caches, job folders and
/// saved pipelines. It covers the contents of the files that count (not where they are), the options that change vectors, ONNX Runtime's
/// version, the kind of processor kernels, and the execution provider if it is not the CPU (not which of several devices it runs on). Immutable and
/// thread-safe; equal if the values are.
/// </summary>
public sealed class ModelFingerprint : IEquatable<ModelFingerprint>
{
    /// <summary>The version of what goes into the value, and how. The value begins with it, so fingerprints of two versions are never equal.</summary>
    public const int Format = 1;

    private ModelFingerprint(IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        Parts = parts;
        string text = string.Concat(parts.Select(part => $"{part.Key}={part.Value}\n"));
        Value = string.Create(CultureInfo.InvariantCulture, $"{Format}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");
    }

    /// <summary>The version, a colon, and a SHA-256 in 64 hexadecimal digits.</summary>
    public string Value { get; }

    /// <summary>What went into the value, in order: names, and for files their SHA-256.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parts { get; }

    /// <inheritdoc/>
    public bool Equals(ModelFingerprint? other) => other?.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ModelFingerprint);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The <see cref="Value"/>.</summary>
    public override string ToString() => Value;

    internal static ModelFingerprint Of(ModelSource source, BertModelOptions options, EncoderView view) => new(
    [
        .. source.Hashes.Select(file => KeyValuePair.Create($"file {file.Name}", file.Hash)),
        new("tokenizer", options.Tokenizer is { } given ? $"{given.GetType()}, {given.VocabularySize} ids" : "of the folder"),
        new("names", options.Names.ToString()),
        new("hidden layer", options.HiddenLayer?.ToString() ?? "the last"),
        new("precision", source.Quantization is { } int8 ? $"int8, recipe {int8.Recipe}" : "of the file"),
        new("prompt", "none"),
        new("ONNX Runtime", OrtEnv.Instance().GetVersionString()),
        new("kernels", ProcessorKernels.Name),
        .. view.Provider.IsCpu ? (KeyValuePair<string, string>[])[] : [new("provider", view.Provider.Fingerprint), new("batches", view.BatchesText)],
        .. options.ApplyModules || source.Settings.Modules is { AfterPooling: [], Unsupported: [], LayerPooling: null } ? (KeyValuePair<string, string>[])[] : [new("modules", "not applied")],
    ]);

    /// <summary>This fingerprint, extended by more that changes vectors.</summary>
    internal ModelFingerprint With(params IEnumerable<KeyValuePair<string, string>> more) => new([.. Parts, .. more]);
}
