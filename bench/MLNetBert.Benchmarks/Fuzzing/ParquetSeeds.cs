using ParquetSharp;

namespace MLNetBert.Benchmarks.Fuzzing;

/// <summary>Small Parquet files: ids of several types, texts, labels and features, under several compressions.</summary>
internal static class ParquetSeeds
{
    public static IEnumerable<byte[]> All() =>
    [
        Of(Compression.Uncompressed, new Column<long>("id"), [1L, 2, 3, 4]),
        Of(Compression.Snappy, new Column<Guid>("id"), [Guid.Empty, new Guid(1, 2, 3, new byte[8]), Guid.Empty, Guid.Empty]),
        Of(Compression.Zstd, new Column<decimal>("id", LogicalType.Decimal(29, 3)), [1.5m, -2m, 0m, 4m]),
        Of(Compression.Gzip, new Column<DateTime>("id"), [.. Enumerable.Range(0, 4).Select(day => DateTime.UnixEpoch.AddDays(day))]),
        Of(Compression.Zstd, new Column<string>("id"), ["a", "é", "", "d"]),
        Of(Compression.Uncompressed, new Column<double>("id"), [1.5, 0, -1, 4]),
    ];

    private static byte[] Of<T>(Compression compression, Column<T> id, T[] ids)
    {
        using var bytes = new MemoryStream();
        using (var writer = new ParquetFileWriter(bytes, [id, new Column<string>("text"), new Column<string>("label"), new Column<float[]>("features")], compression: compression, leaveOpen: true))
        {
            using (RowGroupWriter group = writer.AppendRowGroup())
            {
                Write(group, ids);
                Write<string?>(group, ["the cat", "", "mat", "mail"]);
                Write(group, ["a", "b", "a", "a"]);
                Write<float[]>(group, [[1, 2], [3, 4], [5, 6], [7, 8]]);
            }

            writer.Close();
        }

        return bytes.ToArray();
    }

    private static void Write<T>(RowGroupWriter group, T[] values)
    {
        using LogicalColumnWriter<T> column = group.NextColumn().LogicalWriter<T>();
        column.WriteBatch(values);
    }
}
