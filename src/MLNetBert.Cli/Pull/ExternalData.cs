using System.IO.MemoryMappedFiles;
using MLNetBert.Shared.Protobuf;

namespace MLNetBert.Cli.Pull;

/// <summary>The files in which an .onnx keeps its weights: the location of each tensor's external_data, wherever onnx.proto has tensors.</summary>
internal static class ExternalData
{
    private const int DeepestGraph = 100;
    private const int ExternalDataField = 13;

    private enum Message
    {
        Model,
        Graph,
        Function,
        Node,
        Attribute,
        SparseTensor,
        Tensor,
    }

    /// <summary>The locations, as the file has them: relative to its folder.</summary>
    /// <exception cref="BadInputException">It is no ONNX file.</exception>
    public static unsafe SortedSet<string> Of(string path)
    {
        var locations = new SortedSet<string>(StringComparer.Ordinal);
        long length = new FileInfo(path).Length;
        if (length is 0 or > int.MaxValue)
            throw NotOnnx(path, null);

        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* bytes = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
        try
        {
            Walk(new ProtoReader(new ReadOnlySpan<byte>(bytes + view.PointerOffset, (int)length)), Message.Model, 0, locations);
            return locations;
        }
        catch (ProtoException e)
        {
            throw NotOnnx(path, e);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static void Walk(ProtoReader message, Message kind, int depth, SortedSet<string> locations)
    {
        if (depth > DeepestGraph)
            throw new ProtoException("has graphs within graphs without end");

        while (message.Next())
        {
            if (Inside(kind, message.Field) is { } inside)
                Walk(message.ReadMessage(), inside, depth + 1, locations);
            else if (kind != Message.Tensor || message.Field != ExternalDataField)
                message.Skip();
            else if (message.ReadMessage().ReadEntry() is ("location", var location))
                locations.Add(location);
        }
    }

    // The numbers of onnx.proto.
    private static Message? Inside(Message kind, int field) => (kind, field) switch
    {
        (Message.Model, 7) or (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Model, 25) => Message.Function,
        (Message.Graph, 1) or (Message.Function, 7) => Message.Node,
        (Message.Node, 5) => Message.Attribute,
        (Message.Graph, 15) or (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.Graph, 5) or (Message.Attribute, 5 or 10) or (Message.SparseTensor, 1 or 2) => Message.Tensor,
        _ => null,
    };

    private static BadInputException NotOnnx(string path, Exception? cause) => new($"{path} is no ONNX model; take another file of the repository with --file.", cause) { Code = "file.damaged", File = path };
}
