using System.Collections.Immutable;

namespace MLNetBert.Onnx;

/// <summary>Reads the messages of onnx.proto: the fields that are asked for, the rest is skipped.</summary>
internal sealed class OnnxParser(string path)
{
    /// <summary>Protocol buffers' own limit of messages in messages; a branch in a branch is a few.</summary>
    private const int DeepestNode = 32;

    private int _depth;

    public Range GraphField { get; private set; }

    public Range GraphBytes { get; private set; }

    public List<OnnxNode> Nodes { get; } = [];

    public List<OnnxNode> FunctionNodes { get; } = [];

    public List<OnnxValueInfo> Inputs { get; } = [];

    public List<OnnxValueInfo> Outputs { get; } = [];

    public Dictionary<string, OnnxTensor> Initializers { get; } = [];

    public Dictionary<string, long> Opsets { get; } = [];

    public string Producer { get; private set; } = "";

    public void ReadModel(ReadOnlySpan<byte> file)
    {
        ProtoReader model = new(file, 0);
        var hasGraph = false;
        while (model.Next())
        {
            switch (model.Field)
            {
                case 2 or 3:
                    Producer = $"{Producer} {model.ReadText()}".Trim();
                    break;
                case 7:
                    // A second graph would be merged into the first: no exporter writes that, and an edit could not tell where to go.
                    if (hasGraph)
                        throw new InvalidDataException("The file holds more than one graph.");
                    hasGraph = true;
                    var fieldStart = model.FieldStart;
                    var graph = model.ReadMessage();
                    GraphField = fieldStart..model.Position;
                    GraphBytes = graph.Position..model.Position;
                    ReadGraph(graph);
                    break;
                case 8:
                    ReadOpset(model.ReadMessage());
                    break;
                case 25:
                    ReadFunction(model.ReadMessage());
                    break;
                default:
                    model.Skip();
                    break;
            }
        }

        if (!hasGraph)
            throw new InvalidDataException("The file holds no graph.");
    }

    private void ReadGraph(ProtoReader graph)
    {
        while (graph.Next())
        {
            var start = graph.FieldStart;
            switch (graph.Field)
            {
                case 1:
                    var node = graph.ReadMessage();
                    Nodes.Add(ReadNode(node, start..graph.Position));
                    break;
                case 5:
                    var tensor = ReadTensor(graph.ReadMessage());
                    Initializers[tensor.Name] = tensor;
                    break;
                case 11:
                    var input = graph.ReadMessage();
                    Inputs.Add(ReadValueInfo(input, start..graph.Position));
                    break;
                case 12:
                    var output = graph.ReadMessage();
                    Outputs.Add(ReadValueInfo(output, start..graph.Position));
                    break;
                default:
                    graph.Skip();
                    break;
            }
        }
    }

    private void ReadOpset(ProtoReader opset)
    {
        var (domain, version) = ("", 0L);
        while (opset.Next())
        {
            if (opset.Field == 1)
                domain = opset.ReadText();
            else if (opset.Field == 2)
                version = opset.ReadInt64();
            else
                opset.Skip();
        }

        Opsets[domain] = version;
    }

    private void ReadFunction(ProtoReader function)
    {
        while (function.Next())
        {
            if (function.Field == 7)
                FunctionNodes.Add(ReadNode(function.ReadMessage(), default));
            else
                function.Skip();
        }
    }

    private OnnxNode ReadNode(ProtoReader node, Range bytes)
    {
        if (++_depth > DeepestNode)
            throw new InvalidDataException("The operators are nested too deeply.");
        var (name, opType, domain) = ("", "", "");
        var inputs = ImmutableArray.CreateBuilder<string>();
        var outputs = ImmutableArray.CreateBuilder<string>();
        var attributes = ImmutableArray.CreateBuilder<OnnxAttribute>();
        while (node.Next())
        {
            switch (node.Field)
            {
                case 1:
                    inputs.Add(node.ReadText());
                    break;
                case 2:
                    outputs.Add(node.ReadText());
                    break;
                case 3:
                    name = node.ReadText();
                    break;
                case 4:
                    opType = node.ReadText();
                    break;
                case 5:
                    attributes.Add(ReadAttribute(node.ReadMessage()));
                    break;
                case 7:
                    domain = node.ReadText();
                    break;
                default:
                    node.Skip();
                    break;
            }
        }

        _depth--;
        return new OnnxNode
        {
            OpType = opType,
            Domain = domain,
            Name = name,
            Inputs = inputs.ToImmutable(),
            Outputs = outputs.ToImmutable(),
            Attributes = attributes.ToImmutable(),
            Bytes = bytes,
        };
    }

    private OnnxAttribute ReadAttribute(ProtoReader attribute)
    {
        var name = "";
        long number = 0;
        List<long> numbers = [];
        OnnxTensor? tensor = null;
        List<OnnxNode> nodes = [];
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case 1:
                    name = attribute.ReadText();
                    break;
                case 3:
                    number = attribute.ReadInt64();
                    break;
                case 5:
                    tensor = ReadTensor(attribute.ReadMessage());
                    break;
                case 6 or 11:
                    var graph = attribute.ReadMessage();
                    while (graph.Next())
                    {
                        if (graph.Field == 1)
                            nodes.Add(ReadNode(graph.ReadMessage(), default));
                        else
                            graph.Skip();
                    }

                    break;
                case 8:
                    attribute.ReadInt64s(numbers);
                    break;
                default:
                    attribute.Skip();
                    break;
            }
        }

        return new(name, number, [.. numbers], tensor, [.. nodes]);
    }

    private OnnxTensor ReadTensor(ProtoReader tensor)
    {
        var name = "";
        var type = 0;
        var raw = 0..0;
        List<long> dimensions = [], integers = [];
        Dictionary<string, string> external = [];
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case 1:
                    tensor.ReadInt64s(dimensions);
                    break;
                case 2:
                    type = checked((int)tensor.ReadInt64());
                    break;
                case 5 or 7:
                    tensor.ReadInt64s(integers);
                    break;
                case 8:
                    name = tensor.ReadText();
                    break;
                case 4 or 9:
                    // A packed list of floats has the bytes that raw data has.
                    var bytes = tensor.ReadBytes(out var at);
                    raw = at..(at + bytes.Length);
                    break;
                case 13:
                    var (key, value) = ReadEntry(tensor.ReadMessage());
                    external[key] = value;
                    break;
                default:
                    tensor.Skip();
                    break;
            }
        }

        var beside = external.GetValueOrDefault("location");
        return new OnnxTensor
        {
            Name = name,
            ElementType = type,
            Dimensions = [.. dimensions],
            Integers = [.. integers],
            File = beside == null ? path : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", beside),
            Offset = beside == null ? raw.Start.Value : Number(external.GetValueOrDefault("offset")),
            Length = beside == null ? raw.End.Value - raw.Start.Value : Number(external.GetValueOrDefault("length")),
        };
    }

    private static long Number(string? text) =>
        text == null ? 0 : long.TryParse(text, out var number) && number >= 0 ? number : throw new InvalidDataException("A place of weights is not a number.");

    private static (string Key, string Value) ReadEntry(ProtoReader entry)
    {
        var (key, value) = ("", "");
        while (entry.Next())
        {
            if (entry.Field == 1)
                key = entry.ReadText();
            else if (entry.Field == 2)
                value = entry.ReadText();
            else
                entry.Skip();
        }

        return (key, value);
    }

    private static OnnxValueInfo ReadValueInfo(ProtoReader info, Range bytes)
    {
        var name = "";
        var elementType = 0;
        ImmutableArray<string> dimensions = default;
        while (info.Next())
        {
            if (info.Field == 1)
            {
                name = info.ReadText();
            }
            else if (info.Field == 2)
            {
                var type = info.ReadMessage();
                while (type.Next())
                {
                    if (type.Field == 1)
                        ReadTensorType(type.ReadMessage(), ref elementType, ref dimensions);
                    else
                        type.Skip();
                }
            }
            else
            {
                info.Skip();
            }
        }

        return new(name, elementType, dimensions, bytes);
    }

    private static void ReadTensorType(ProtoReader type, ref int elementType, ref ImmutableArray<string> dimensions)
    {
        while (type.Next())
        {
            if (type.Field == 1)
            {
                elementType = checked((int)type.ReadInt64());
            }
            else if (type.Field == 2)
            {
                var builder = ImmutableArray.CreateBuilder<string>();
                var shape = type.ReadMessage();
                while (shape.Next())
                {
                    if (shape.Field == 1)
                        builder.Add(ReadDimension(shape.ReadMessage()));
                    else
                        shape.Skip();
                }

                dimensions = builder.ToImmutable();
            }
            else
            {
                type.Skip();
            }
        }
    }

    private static string ReadDimension(ProtoReader dimension)
    {
        var text = "";
        while (dimension.Next())
        {
            if (dimension.Field == 1)
                text = dimension.ReadInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
            else if (dimension.Field == 2)
                text = dimension.ReadText();
            else
                dimension.Skip();
        }

        return text;
    }
}
