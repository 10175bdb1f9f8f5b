using System.Collections.Frozen;
using System.IO.MemoryMappedFiles;

namespace MLNetBert.Encoder.Onnx;

/// <summary>
/// The structure of an ONNX file: operators, inputs, outputs, and the names, shapes and places of the weights. Read without
/// loading the weights. Immutable and thread-safe.
/// </summary>
internal sealed class OnnxGraph
{
    private readonly FrozenDictionary<string, OnnxNode> _producers;
    private readonly Lazy<ILookup<string, OnnxNode>> _consumers;

    internal OnnxGraph(string path, OnnxParser parsed)
    {
        Path = path;
        Field = parsed.GraphField;
        Bytes = parsed.GraphBytes;
        Nodes = [.. parsed.Nodes];
        FunctionNodes = [.. parsed.FunctionNodes];
        Inputs = [.. parsed.Inputs.Where(input => !parsed.Initializers.ContainsKey(input.Name))];
        Outputs = [.. parsed.Outputs];
        Initializers = parsed.Initializers.ToFrozenDictionary();
        Opsets = parsed.Opsets.ToFrozenDictionary();
        Producer = parsed.Producer;
        Dictionary<string, OnnxNode> producers = [];
        foreach (OnnxNode node in Nodes)
        {
            // An output that is left out has no name.
            foreach (string output in node.Outputs.Where(output => output.Length > 0))
                producers.TryAdd(output, node);
        }

        _producers = producers.ToFrozenDictionary();
        _consumers = new(() => Nodes.SelectMany(node => node.Inputs.Where(input => input.Length > 0).Distinct().Select(input => (Input: input, Node: node))).ToLookup(use => use.Input, use => use.Node));
        IsSorted = AreSorted();
        if (!IsSorted && NodeInCircle() is { } around)
            throw new BadInputException($"{path}: its operators go round in a circle: {around} needs what comes of it; export the model again.") { Code = "model.graph", File = path };
    }

    /// <summary>The model file.</summary>
    public string Path { get; }

    /// <summary>Where the graph is in the file, including its tag and length.</summary>
    public Range Field { get; }

    /// <summary>Where the graph is in the file, without its tag and length.</summary>
    public Range Bytes { get; }

    /// <summary>The operators of the graph itself, in the order of the file.</summary>
    public ImmutableArray<OnnxNode> Nodes { get; }

    /// <summary>The operators in the bodies of the model's own functions.</summary>
    public ImmutableArray<OnnxNode> FunctionNodes { get; }

    /// <summary>What has to be fed, without the initializers that older files list as inputs.</summary>
    public ImmutableArray<OnnxValueInfo> Inputs { get; }

    public ImmutableArray<OnnxValueInfo> Outputs { get; }

    /// <summary>The weights by name.</summary>
    public FrozenDictionary<string, OnnxTensor> Initializers { get; }

    /// <summary>The version of each operator domain.</summary>
    public FrozenDictionary<string, long> Opsets { get; }

    /// <summary>The exporter's name and version.</summary>
    public string Producer { get; }

    /// <summary>Whether any weights are in files beside the model.</summary>
    public bool HasExternalData => Initializers.Values.Any(tensor => tensor.File != Path);

    /// <summary>Reads the structure of the file at <paramref name="path"/>.</summary>
    /// <exception cref="BadInputException">There is no such file, it is not an ONNX model, or it is cut off.</exception>
    public static OnnxGraph Read(string path)
    {
        OnnxParser parser = new(path);
        WithBytes(path, parser.ReadModel);
        return new OnnxGraph(path, parser);
    }

    /// <summary>Calls <paramref name="read"/> with the bytes of the file; only those that are looked at are loaded.</summary>
    internal static unsafe void WithBytes(string path, Action<ReadOnlySpan<byte>> read)
    {
        using ReadFile opened = Open(path);
        long length = RandomAccess.GetLength(opened.Handle);
        if (length is 0 or > int.MaxValue)
            throw NotOnnx(path, length == 0 ? "it is empty" : "it is larger than the 2 GB that the format allows");

        using var file = MemoryMappedFile.CreateFromFile(opened.Handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* bytes = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
        try
        {
            read(new ReadOnlySpan<byte>(bytes + view.PointerOffset, (int)length));
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or OverflowException or ArgumentException)
        {
            throw NotOnnx(path, "it is cut off, or another kind of file");
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>Whether every operator comes after those that make its inputs, as the format requires. Even if not, none needs its own output.</summary>
    public bool IsSorted { get; }

    private bool AreSorted()
    {
        HashSet<string> made = [];
        foreach (OnnxNode node in Nodes)
        {
            if (node.Inputs.Any(input => _producers.ContainsKey(input) && !made.Contains(input)))
                return false;
            made.UnionWith(node.Outputs);
        }

        return true;
    }

    // Runs every node whose inputs are there, until none is left that could.
    private OnnxNode? NodeInCircle()
    {
        Dictionary<OnnxNode, int> missing = new(ReferenceEqualityComparer.Instance);
        foreach (OnnxNode node in Nodes)
            missing[node] = node.Inputs.Distinct().Count(_producers.ContainsKey);
        Queue<OnnxNode> ready = new(Nodes.Where(node => missing[node] == 0));
        while (ready.TryDequeue(out OnnxNode? node))
        {
            missing.Remove(node);
            foreach (OnnxNode next in node.Outputs.Where(output => ProducerOf(output) == node).Distinct().SelectMany(ConsumersOf))
            {
                if (--missing[next] == 0)
                    ready.Enqueue(next);
            }
        }

        return missing.Keys.FirstOrDefault();
    }

    /// <summary>The node that makes <paramref name="value"/>; null for inputs and initializers.</summary>
    public OnnxNode? ProducerOf(string value) => _producers.GetValueOrDefault(value);

    /// <summary>The nodes that take <paramref name="value"/>, not counting those inside branches and loops.</summary>
    public IEnumerable<OnnxNode> ConsumersOf(string value) => _consumers.Value[value];

    /// <summary>The nodes without which <paramref name="outputs"/> cannot be made if <paramref name="given"/> is there.</summary>
    /// <param name="outputs">The values to make.</param>
    /// <param name="given">A value that need not be made.</param>
    /// <param name="throughShapes">Whether to go on beyond a Shape, which uses only the sizes of its input.</param>
    public HashSet<OnnxNode> NodesBehind(IEnumerable<string> outputs, string? given = null, bool throughShapes = true)
    {
        HashSet<OnnxNode> found = new(ReferenceEqualityComparer.Instance);
        Stack<string> open = new(outputs);
        while (open.TryPop(out string? value))
        {
            if (value != given && ProducerOf(value) is { } node && found.Add(node) && (throughShapes || node.OpType != "Shape"))
            {
                // A branch's body may use values from outside: everything that its nodes name.
                foreach (string? input in Flatten(node).SelectMany(inner => inner.Inputs))
                    open.Push(input);
            }
        }

        return found;
    }

    /// <summary>The tensor behind <paramref name="value"/>: an initializer's or a Constant node's; null if it is computed.</summary>
    public OnnxTensor? Constant(string value) =>
        Initializers.GetValueOrDefault(value)
        ?? (ProducerOf(value) is { OpType: "Constant" } node ? node.Attribute("value")?.Tensor : null);

    /// <summary>The node and those inside its branches and loops.</summary>
    public static IEnumerable<OnnxNode> Flatten(OnnxNode node) =>
        node.Attributes.SelectMany(attribute => attribute.Subgraph).SelectMany(Flatten).Prepend(node);

    private static ReadFile Open(string path)
    {
        try
        {
            return HeldFiles.Open(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"{path} does not exist.") { Code = "file.missing", File = path };
        }
    }

    private static BadInputException NotOnnx(string path, string why) =>
        new($"{path} is not an ONNX model: {why}; get the model again.") { Code = "file.damaged", File = path };
}
