namespace MLNetBert.Encoder.Onnx;

/// <summary>Reads rows of the word-embedding table from the model's file, where they already are: there is no copy of the table. Thread-safe.</summary>
internal sealed class WordEmbeddingReader : IDisposable
{
    private readonly OnnxTensor _table;
    private readonly ReadFile _file;
    private readonly int _rowBytes;
    private readonly float _scale;
    private readonly int _zeroPoint;
    private readonly float[]? _rowScales, _channelFactors;

    public WordEmbeddingReader(WordEmbeddingTable embeddings)
    {
        _table = embeddings.Table;
        VocabularySize = embeddings.VocabularySize;
        Size = embeddings.Size;
        (_scale, _zeroPoint) = embeddings.Quantization ?? (1f, 0);
        (_rowScales, _channelFactors) = (Floats(embeddings.RowScales, VocabularySize), Floats(embeddings.ChannelFactors, Size));
        long rowBytes = (long)Size * _table.ElementType switch
        {
            OnnxWriter.Float => sizeof(float),
            10 => 2,
            2 or 3 when embeddings.Quantization != null || embeddings.RowScales != null => 1,
            _ => throw new BadInputException($"The word embeddings '{_table.Name}' have element type {_table.ElementType}; float, float16, or int8 with one scale is expected.") { Code = "model.precision", Key = _table.Name },
        };
        if (_table.Length == 0 && !_table.IsExternal)
            throw new BadInputException($"The word embeddings '{_table.Name}' are stored as a list of numbers; save the model again with raw data.") { Code = "model.weights", Key = _table.Name };
        if (rowBytes > Array.MaxLength || (_table.Length != 0 && _table.Length != VocabularySize * rowBytes))
            throw new BadInputException($"The word embeddings '{_table.Name}' have {_table.Length} bytes, which are not the {VocabularySize} rows of {Size} that their shape says; get the model again.") { Code = "model.weights", Key = _table.Name };
        _rowBytes = (int)rowBytes;
        _file = _table.OpenFile();
    }

    public int VocabularySize { get; }

    public int Size { get; }

    /// <summary>Writes the embedding of each id to <paramref name="destination"/>, [ids, <see cref="Size"/>]. The ids must be in the table.</summary>
    public void Read(ReadOnlySpan<int> ids, Span<float> destination)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(_rowBytes);
        try
        {
            Span<byte> row = buffer.AsSpan(0, _rowBytes);
            for (int i = 0; i < ids.Length; i++)
            {
                _table.ReadExactly(_file, (long)ids[i] * _rowBytes, row);
                Convert(row, _rowScales?[ids[i]] ?? _scale, destination.Slice(i * Size, Size));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _file.Dispose();

    private static float[]? Floats(OnnxTensor? tensor, int count)
    {
        if (tensor == null)
            return null;
        float[] values = MemoryMarshal.Cast<byte, float>(tensor.ReadAll()).ToArray();
        return values.Length == count ? values : throw new BadInputException($"The scales of the word embeddings '{tensor.Name}' are {values.Length}, not {count}; get the model again.") { Code = "model.weights", Key = tensor.Name };
    }

    private void Convert(ReadOnlySpan<byte> row, float scale, Span<float> destination)
    {
        switch (_table.ElementType)
        {
            case OnnxWriter.Float:
                MemoryMarshal.Cast<byte, float>(row).CopyTo(destination);
                break;
            case 10:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(row), destination);
                break;
            default:
                // DequantizeLinear: the integer difference, then one float product; in files of this library, two.
                for (int i = 0; i < row.Length; i++)
                    destination[i] = ((_table.ElementType == 2 ? row[i] : (sbyte)row[i]) - _zeroPoint) * (_channelFactors?[i] ?? 1) * scale;
                break;
        }
    }
}
