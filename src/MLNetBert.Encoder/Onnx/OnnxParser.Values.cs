namespace MLNetBert.Encoder.Onnx;

internal sealed partial class OnnxParser
{
    private OnnxTensor ReadTensor(ProtoReader tensor)
    {
        string name = "";
        int type = 0;
        Range raw = 0..0;
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
                    // A packed list of floats has the same bytes as raw data.
                    ReadOnlySpan<byte> bytes = tensor.ReadBytes(out int at);
                    raw = at..(at + bytes.Length);
                    break;
                case 13:
                    (string? key, string? value) = tensor.ReadMessage().ReadEntry();
                    external[key] = value;
                    break;
                default:
                    tensor.Skip();
                    break;
            }
        }

        string? beside = external.GetValueOrDefault("location");
        long offset = beside == null ? raw.Start.Value : Number(external.GetValueOrDefault("offset")), length = beside == null ? raw.End.Value - raw.Start.Value : Number(external.GetValueOrDefault("length"));
        if (dimensions.Exists(dimension => dimension < 0) || offset > long.MaxValue - length)
            throw new InvalidDataException("The place or shape of weights is absurd.");
        return new OnnxTensor
        {
            Name = name,
            ElementType = type,
            Dimensions = [.. dimensions],
            Integers = [.. integers],
            File = beside == null ? path : FileOf(beside),
            IsExternal = beside != null,
            Offset = offset,
            Length = length,
        };
    }

    // Most weights are in one file.
    private string FileOf(string location)
    {
        ref string? file = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, location, out _);
        return file ??= ExternalWeights.FileOf(path, location);
    }

    private static long Number(string? text) =>
        text == null ? 0 : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= 0 ? number : throw new InvalidDataException("A place of weights is not a number.");

    private static OnnxValueInfo ReadValueInfo(ProtoReader info)
    {
        string name = "";
        int elementType = 0;
        ImmutableArray<string> dimensions = default;
        while (info.Next())
        {
            if (info.Field == 1)
            {
                name = info.ReadText();
            }
            else if (info.Field == 2)
            {
                ProtoReader type = info.ReadMessage();
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

        return new(name, elementType, dimensions);
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
                ImmutableArray<string>.Builder builder = ImmutableArray.CreateBuilder<string>();
                ProtoReader shape = type.ReadMessage();
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
        string text = "";
        while (dimension.Next())
        {
            if (dimension.Field == 1)
                text = dimension.ReadInt64().ToString(CultureInfo.InvariantCulture);
            else if (dimension.Field == 2)
                text = dimension.ReadText();
            else
                dimension.Skip();
        }

        return text;
    }
}
