namespace MLNetBert.Encoder.Onnx;

/// <summary>Reads the messages of onnx.proto: the fields that are asked for; the rest is skipped.</summary>
internal sealed partial class OnnxParser(string path)
{
    private readonly Dictionary<string, string> _files = [];

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
        bool hasGraph = false;
        while (model.Next())
        {
            switch (model.Field)
            {
                case 2 or 3:
                    Producer = $"{Producer} {model.ReadText()}".Trim();
                    break;
                case 7:
                    // A second graph would be merged into the first: no exporter writes that, and an edit would not know where to go.
                    if (hasGraph)
                        throw new InvalidDataException("The file holds more than one graph.");
                    hasGraph = true;
                    int fieldStart = model.FieldStart;
                    ProtoReader graph = model.ReadMessage();
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
            int start = graph.FieldStart;
            switch (graph.Field)
            {
                case 1:
                    ProtoReader node = graph.ReadMessage();
                    Nodes.Add(ReadNode(node, start..graph.Position));
                    break;
                case 5:
                    OnnxTensor tensor = ReadTensor(graph.ReadMessage());
                    Initializers[tensor.Name] = tensor;
                    break;
                case 11:
                    Inputs.Add(ReadValueInfo(graph.ReadMessage()));
                    break;
                case 12:
                    Outputs.Add(ReadValueInfo(graph.ReadMessage()));
                    break;
                default:
                    graph.Skip();
                    break;
            }
        }
    }

    private void ReadOpset(ProtoReader opset)
    {
        (string? domain, long version) = ("", 0L);
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
}
