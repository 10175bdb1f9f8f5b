namespace MLNetBert;

/// <summary>
/// What runs a model: an execution provider of ONNX Runtime, with its options. All but cpu need another package of ONNX Runtime, which the error names if it is
/// missing. Immutable and thread-safe; equal if name and options are.
/// </summary>
public sealed class ExecutionProvider : IEquatable<ExecutionProvider>
{
    internal const string DeviceId = "device_id";

    /// <summary>The runtime's own kernels, which give a text the same bits in any company.</summary>
    public static ExecutionProvider Cpu { get; } = new("cpu");

    /// <summary>Names a provider. Whether this machine has it shows when a model is opened.</summary>
    /// <param name="name">One of <see cref="Names"/>; or ONNX Runtime's long name, such as CUDAExecutionProvider.</param>
    /// <param name="options">ONNX Runtime's options of the provider, such as device_id, as they are; null: none.</param>
    /// <exception cref="BadInputException">There is no such name, an option is empty, or cpu is given options.</exception>
    public ExecutionProvider(string name, IEnumerable<KeyValuePair<string, string>>? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        Kind = ProviderKind.All.FirstOrDefault(kind => kind.Name == name || kind.RuntimeName == name)
            ?? throw new BadInputException($"The execution provider '{name}' is unknown; choose {string.Join(", ", Names)}.") { Code = "option.value", Key = nameof(ExecutionProvider) };
        Options = new SortedDictionary<string, string>((options ?? []).ToDictionary(), StringComparer.Ordinal);
        if (Options.FirstOrDefault(option => option.Key.Length == 0 || string.IsNullOrEmpty(option.Value)) is { Key: { } empty })
            throw new BadInputException($"The option '{empty}' of the execution provider {Name} lacks a name or a value; write both, such as {DeviceId} and 0.") { Code = "option.value", Key = nameof(ExecutionProvider) };
        if (IsCpu && Options.Count > 0)
            throw new BadInputException($"The execution provider cpu takes no options, but {string.Join(", ", Options.Keys)} is given; leave it out, or choose another provider.") { Code = "option.conflict", Key = nameof(ExecutionProvider) };
    }

    /// <summary>The names: cpu, cuda, tensorrt, dml, coreml, openvino, migraphx.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ProviderKind.All.Select(kind => kind.Name)];

    /// <summary>The name, one of <see cref="Names"/>.</summary>
    public string Name => Kind.Name;

    /// <summary>The options as given.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    internal ProviderKind Kind { get; }

    internal bool IsCpu => Kind.RuntimeName == "CPUExecutionProvider";

    /// <summary>The provider by its name, without options.</summary>
    /// <exception cref="BadInputException">There is no such name.</exception>
    public static implicit operator ExecutionProvider(string name) => new(name);

    /// <summary>The provider for a GPU that this runtime has, cuda, migraphx or dml; cuda if it has none, which opening a model then tells.</summary>
    /// <param name="deviceId">Which GPU, from 0.</param>
    public static ExecutionProvider Gpu(int deviceId)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviceId);
        ProviderKind kind = ProviderKind.All.FirstOrDefault(kind => kind.IsForGpus && kind.IsInRuntime) ?? ProviderKind.All.First(kind => kind.IsForGpus);
        return new(kind.Name, [KeyValuePair.Create(DeviceId, deviceId.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <inheritdoc/>
    public bool Equals(ExecutionProvider? other) => other?.ToString() == ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ExecutionProvider);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The name, and the options in brackets if there are any.</summary>
    public override string ToString() => Text(Options);

    /// <summary>What may change bits: all but which of several devices it is, for those of one machine are usually of one kind.</summary>
    internal string Fingerprint => Text(Options.Where(option => option.Key != DeviceId));

    private string Text(IEnumerable<KeyValuePair<string, string>> options) =>
        string.Join(", ", options.Select(option => $"{option.Key}={option.Value}")) is { Length: > 0 } text ? $"{Name} ({text})" : Name;
}
