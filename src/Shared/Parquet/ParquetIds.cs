using System.Numerics;
using System.Text.Unicode;
using ParquetSharp;
using ParquetSharp.Schema;

namespace MLNetBert.Shared.Parquet;

/// <summary>A column of ids in a Parquet file: its type, its values as texts, and texts as its values.</summary>
internal static class ParquetIds
{
    /// <summary>The type of a column; null if it is none that ids may have.</summary>
    public static IdType? TypeOf(ColumnDescriptor column)
    {
        using LogicalType? logical = ParquetFile.LogicalOf(column);
        return (column.PhysicalType, logical) switch
        {
            _ when column.MaxRepetitionLevel > 0 || logical == null => null,
            (PhysicalType.Boolean, _) => new(IdKind.Boolean),
            (PhysicalType.Float, _) => new(IdKind.Float),
            (PhysicalType.Double, _) => new(IdKind.Double),
            (PhysicalType.Int32 or PhysicalType.Int64, IntLogicalType whole) => new(IdKind.Integer, whole.BitWidth, whole.IsSigned),
            (PhysicalType.Int32, DateLogicalType) => new(IdKind.Date),
            (PhysicalType.Int64, TimestampLogicalType moment) => new(IdKind.Timestamp, Scale: moment.TimeUnit switch { TimeUnit.Millis => 3, TimeUnit.Micros => 6, _ => 9 }, Utc: moment.IsAdjustedToUtc),
            (_, DecimalLogicalType number) => new(IdKind.Decimal, Precision: number.Precision, Scale: number.Scale),
            (PhysicalType.Int32, NoneLogicalType) => new(IdKind.Integer, 32),
            (PhysicalType.Int64, NoneLogicalType) => IdType.Int64,
            (PhysicalType.ByteArray, StringLogicalType or NoneLogicalType or EnumLogicalType or JsonLogicalType) => IdType.String,
            (PhysicalType.FixedLenByteArray, UuidLogicalType) => new(IdKind.Uuid),
            _ => null,
        };
    }

    /// <summary>The column for a type.</summary>
    public static Node Node(string name, IdType type)
    {
        using LogicalType logical = type.Kind switch
        {
            IdKind.String or IdKind.Number => LogicalType.String(),
            IdKind.Integer when type.Bits != 64 || !type.Signed => LogicalType.Int(type.Bits, type.Signed),
            IdKind.Date => LogicalType.Date(),
            IdKind.Timestamp => LogicalType.Timestamp(type.Utc, type.Scale switch { 3 => TimeUnit.Millis, 6 => TimeUnit.Micros, _ => TimeUnit.Nanos }),
            IdKind.Decimal => LogicalType.Decimal(type.Precision, type.Scale),
            IdKind.Uuid => LogicalType.Uuid(),
            _ => LogicalType.None(),
        };
        PhysicalType physical = PhysicalOf(type);
        int length = physical != PhysicalType.FixedLenByteArray ? -1 : type.Kind == IdKind.Uuid ? 16 : DecimalBytes;
        return new PrimitiveNode(name, Repetition.Required, logical, physical, length);
    }

    /// <summary>Reads the next values; null where there is none, or one that has no text.</summary>
    public static string?[] Read(ColumnReader column, IdType type, int count) => column switch
    {
        ColumnReader<bool> reader => Read(reader, count, value => value ? "true" : "false"),
        ColumnReader<int> reader => Read(reader, count, value => IdText.Of(type, value)),
        ColumnReader<long> reader => Read(reader, count, value => IdText.Of(type, value)),
        ColumnReader<float> reader => Read(reader, count, value => value.ToString("R", CultureInfo.InvariantCulture)),
        ColumnReader<double> reader => Read(reader, count, value => value.ToString("R", CultureInfo.InvariantCulture)),
        ColumnReader<ByteArray> reader when type.Kind == IdKind.Decimal => Read(reader, count, value => IdText.Of(type, new BigInteger(Bytes(value.Pointer, value.Length), isUnsigned: false, isBigEndian: true))),
        ColumnReader<ByteArray> reader => Read(reader, count, value => Text(Bytes(value.Pointer, value.Length))),
        ColumnReader<FixedLenByteArray> reader when type.Kind == IdKind.Uuid => Read(reader, count, value => new Guid(Bytes(value.Pointer, 16), bigEndian: true).ToString()),
        ColumnReader<FixedLenByteArray> reader => Read(reader, count, value => IdText.Of(type, new BigInteger(Bytes(value.Pointer, reader.ColumnDescriptor.TypeLength), isUnsigned: false, isBigEndian: true))),
        _ => throw new NotSupportedException(),
    };

    /// <summary>Writes values.</summary>
    public static void Write(ColumnWriter column, IdType type, IReadOnlyList<string> ids)
    {
        switch (column)
        {
            case ColumnWriter<bool> writer:
                writer.WriteBatch([.. ids.Select(id => id == "true")]);
                break;
            case ColumnWriter<int> writer:
                writer.WriteBatch([.. ids.Select(id => (int)IdText.Integer(type, id))]);
                break;
            case ColumnWriter<long> writer:
                writer.WriteBatch([.. ids.Select(id => IdText.Integer(type, id))]);
                break;
            case ColumnWriter<float> writer:
                writer.WriteBatch([.. ids.Select(id => float.Parse(id, CultureInfo.InvariantCulture))]);
                break;
            case ColumnWriter<double> writer:
                writer.WriteBatch([.. ids.Select(id => double.Parse(id, CultureInfo.InvariantCulture))]);
                break;
            default:
                WriteBytes(column, [.. ids.Select(id => Stored(type, id))]);
                break;
        }
    }

    private const int DecimalBytes = 16;

    private static PhysicalType PhysicalOf(IdType type) => type.Kind switch
    {
        IdKind.String or IdKind.Number => PhysicalType.ByteArray,
        IdKind.Float => PhysicalType.Float,
        IdKind.Double => PhysicalType.Double,
        IdKind.Boolean => PhysicalType.Boolean,
        IdKind.Date => PhysicalType.Int32,
        IdKind.Timestamp => PhysicalType.Int64,
        IdKind.Integer => type.Bits == 64 ? PhysicalType.Int64 : PhysicalType.Int32,
        IdKind.Decimal when type.Precision <= 18 => type.Precision <= 9 ? PhysicalType.Int32 : PhysicalType.Int64,
        _ => PhysicalType.FixedLenByteArray,
    };

    private static byte[] Stored(IdType type, string id)
    {
        if (type.Kind == IdKind.Uuid)
            return Guid.Parse(id).ToByteArray(bigEndian: true);

        if (type.Kind != IdKind.Decimal)
            return System.Text.Encoding.UTF8.GetBytes(id);

        byte[] stored = new byte[DecimalBytes];
        BigInteger value = IdText.Unscaled(id);
        stored.AsSpan().Fill(value.Sign < 0 ? (byte)0xFF : (byte)0);
        byte[] digits = value.ToByteArray(isUnsigned: false, isBigEndian: true);
        digits.CopyTo(stored, DecimalBytes - digits.Length);
        return stored;
    }

    private static unsafe void WriteBytes(ColumnWriter column, byte[][] values)
    {
        byte[] all = [.. values.SelectMany(value => value)];
        fixed (byte* start = all.Length == 0 ? new byte[1] : all)
        {
            int at = 0;
            if (column is ColumnWriter<ByteArray> texts)
            {
                var stored = new ByteArray[values.Length];
                for (int i = 0; i < stored.Length; at += values[i++].Length)
                    stored[i] = new ByteArray((IntPtr)(start + at), values[i].Length);

                texts.WriteBatch(stored);
                return;
            }

            var fixedLength = new FixedLenByteArray[values.Length];
            for (int i = 0; i < fixedLength.Length; at += values[i++].Length)
                fixedLength[i] = new FixedLenByteArray((IntPtr)(start + at));

            ((ColumnWriter<FixedLenByteArray>)column).WriteBatch(fixedLength);
        }
    }

    private static string?[] Read<T>(ColumnReader<T> reader, int count, Func<T, string?> text)
        where T : unmanaged
    {
        string?[] texts = new string?[count];
        short most = reader.ColumnDescriptor.MaxDefinitionLevel;
        short[] levels = new short[count], none = new short[count];
        var values = new T[count];
        for (int done = 0; done < count;)
        {
            int levelsRead = (int)reader.ReadBatch(count - done, levels, none, values, out long found);
            if (levelsRead == 0)
                throw new EndOfStreamException();

            for (int i = 0, next = 0; i < levelsRead; i++)
                texts[done + i] = most == 0 || levels[i] == most ? text(values[next++]) : null;

            done += levelsRead;
        }

        return texts;
    }

    private static string? Text(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    private static unsafe ReadOnlySpan<byte> Bytes(IntPtr start, int length) => new((void*)start, length);
}
