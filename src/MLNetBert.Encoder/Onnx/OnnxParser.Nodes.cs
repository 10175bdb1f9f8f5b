namespace MLNetBert.Encoder.Onnx;

internal sealed partial class OnnxParser
{
    /// <summary>Protocol buffers' own limit on nested messages; a branch within a branch takes a few.</summary>
    private const int DeepestNode = 32;

    private int _depth;

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
        (string? name, string? opType, string? domain) = ("", "", "");
        ImmutableArray<string>.Builder inputs = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<string>.Builder outputs = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<OnnxAttribute>.Builder attributes = ImmutableArray.CreateBuilder<OnnxAttribute>();
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
        string name = "", text = "";
        float real = 0;
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
                case 2:
                    real = attribute.ReadFloat();
                    break;
                case 3:
                    number = attribute.ReadInt64();
                    break;
                case 4:
                    text = attribute.ReadText();
                    break;
                case 5:
                    tensor = ReadTensor(attribute.ReadMessage());
                    break;
                case 6 or 11:
                    ProtoReader graph = attribute.ReadMessage();
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

        return new(name, number, [.. numbers], tensor, [.. nodes]) { Float = real, Text = text };
    }
}
