using System.Globalization;
using System.Text;
using MLNetBert.Cli.Output;
using MLNetBert.Cli.Tests.EndToEnd;
using MLNetBert.Cli.Tests.Output;
using MLNetBert.Shared.Parquet;
using MLNetBert.Tests;

namespace MLNetBert.Cli.Tests.Jobs;

/// <summary>Parquet as DuckDB reads and writes it.</summary>
public sealed class ParquetTests : IDisposable
{
    // As DuckDB's literals, its types, and as text.
    private static readonly (string Name, string Sql, string Type, string[] Texts)[] Ids =
    [
        ("int8", "(-128)::tinyint, 127::tinyint", "TINYINT", ["-128", "127"]),
        ("uint8", "0::utinyint, 255::utinyint", "UTINYINT", ["0", "255"]),
        ("int16", "(-32768)::smallint, 5::smallint", "SMALLINT", ["-32768", "5"]),
        ("uint16", "65535::usmallint, 5::usmallint", "USMALLINT", ["65535", "5"]),
        ("int32", "(-2147483648)::int, 5::int", "INTEGER", ["-2147483648", "5"]),
        ("uint32", "4294967295::uinteger, 5::uinteger", "UINTEGER", ["4294967295", "5"]),
        ("int64", "(-9223372036854775807)::bigint, 5::bigint", "BIGINT", ["-9223372036854775807", "5"]),
        ("uint64", "18446744073709551615::ubigint, 5::ubigint", "UBIGINT", ["18446744073709551615", "5"]),
        ("float", "1.5::float, 0.1::float", "FLOAT", ["1.5", "0.1"]),
        ("double", "1e300::double, 0.1::double", "DOUBLE", ["1E+300", "0.1"]),
        ("bool", "true, false", "BOOLEAN", ["true", "false"]),
        ("date32", "date '2024-02-29', date '1969-12-31'", "DATE", ["2024-02-29", "1969-12-31"]),
        ("timestamp[us]", "timestamp '2024-02-29 12:34:56.123456', timestamp '1960-01-01 00:00:00.5'", "TIMESTAMP", ["2024-02-29T12:34:56.123456", "1960-01-01T00:00:00.500000"]),
        ("timestamp[ms]", "timestamp_ms '2024-02-29 12:34:56.123', timestamp_ms '1960-01-01 00:00:00.5'", "TIMESTAMP", ["2024-02-29T12:34:56.123", "1960-01-01T00:00:00.500"]),
        ("timestamp[ns]", "timestamp_ns '2024-02-29 12:34:56.123456789', timestamp_ns '1960-01-01 00:00:00.5'", "TIMESTAMP_NS", ["2024-02-29T12:34:56.123456789", "1960-01-01T00:00:00.500000000"]),
        ("timestamp[us, tz=UTC]", "timestamptz '2024-02-29 12:34:56.123456+00', timestamptz '1960-01-01 00:00:00.5+00'", "TIMESTAMP WITH TIME ZONE", ["2024-02-29T12:34:56.123456Z", "1960-01-01T00:00:00.500000Z"]),
        ("decimal128(9, 2)", "12.34::decimal(9,2), (-0.05)::decimal(9,2)", "DECIMAL(9,2)", ["12.34", "-0.05"]),
        ("decimal128(18, 3)", "123456789012345.678::decimal(18,3), (-1)::decimal(18,3)", "DECIMAL(18,3)", ["123456789012345.678", "-1.000"]),
        ("decimal128(38, 10)", "1234567890123456789012345678.0123456789::decimal(38,10), (-1.5)::decimal(38,10)", "DECIMAL(38,10)", ["1234567890123456789012345678.0123456789", "-1.5000000000"]),
        ("uuid", "uuid '123e4567-e89b-12d3-a456-426614174000', uuid '00000000-0000-0000-0000-000000000001'", "UUID", ["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000001"]),
        ("string", "'é', ''", "VARCHAR", ["é", ""]),
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Types => [.. Ids.Select(id => id.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Types))]
    public void Ids_of_any_type_go_through(string name)
    {
        (_, string sql, string type, string[] texts) = Ids.Single(id => id.Name == name);
        string input = _folder.File("in.parquet"), output = _folder.File("out.parquet"), merged = _folder.File("merged.parquet");
        Duck.Run($"copy (select unnest([{sql}]) as id, unnest(['the cat', 'the mat']) as text) to '{input}' (format parquet)");
        Job.Extract(input, "--out", output);
        Job.Extract(input, "--out", _folder.File("job/"), "--rows-per-part", "1");
        Job.Merge(_folder.File("job"), merged);
        Job.AssertSame(output, merged);
        Job.Extract(input, "--out", _folder.File("out.npy"));
        Assert.Equal(texts, File.ReadAllLines(_folder.File("out.ids.txt")));
        Assert.Equal([["id", type], ["features", "FLOAT[]"]], Duck.Query($"select column_name, column_type from (describe select * from '{output}')"));
        Assert.Equal([["2"]], Duck.Query($"select count(*) from '{input}' as a join '{output}' as b on a.id is not distinct from b.id"));
        Assert.Equal(name, Assert.Single(Duck.Query($"select decode(value) from parquet_kv_metadata('{output}') where decode(key) = 'mlnetbert.id'"))[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DuckDB_reads_the_same_values(bool half)
    {
        FeatureType type = half ? FeatureType.Float16 : FeatureType.Float32;
        const int Dimension = 384, Rows = 21_000;
        var random = new Random(1);
        float[][] features = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, Dimension).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray())];
        string path = _folder.File("x.parquet");
        using (IFeatureWriter writer = FeatureWriters.Create(path, Headings.Of(Dimension, type: type)))
        {
            foreach ((int i, float[] row) in features.Index())
                writer.Write(new Row($"m{i}", row), row);

            writer.Complete();
        }

        Assert.Equal([["20480"], ["520"]], Duck.Query($"select distinct row_group_num_rows from parquet_metadata('{path}') order by row_group_id"));
        Assert.Equal([["ZSTD"]], Duck.Query($"select distinct compression from parquet_metadata('{path}')"));
        foreach (int i in new[] { 0, 1, 20_479, 20_480, Rows - 1 })
        {
            string[] values = Duck.Query($"select unnest(features)::float from '{path}' where id = 'm{i}'").Select(row => row[0]).ToArray();
            Assert.Equal(features[i].Select(value => half ? (float)(Half)value : value), values.Select(value => float.Parse(value, CultureInfo.InvariantCulture)));
        }

        using var file = ParquetFile.Open(path);
        var back = ParquetFeatures.Of(file);
        Assert.Equal(Dimension, back.Dimension);
        float[] all = [.. Enumerable.Range(0, file.Groups).SelectMany(group => back.Read(group, 0).SelectMany(piece => piece.ToArray()))];
        Assert.Equal(features.SelectMany(row => row).Select(value => half ? (float)(Half)value : value), all);
    }

    [Fact]
    public void The_footer_says_what_made_the_vectors()
    {
        string input = _folder.Write("rows.txt", "the cat\n"), output = _folder.File("x.parquet");
        Job.Extract(input, "--out", output, "--dtype", "float16");
        Dictionary<string, string> footer = Duck.Query($"select decode(key), decode(value) from parquet_kv_metadata('{output}')").ToDictionary(row => row[0], row => row[1]);
        Assert.Equal("float16", footer["mlnetbert.dtype"]);
        Assert.Equal(Path.GetFileName(TinyModel.Folder), footer["mlnetbert.model"]);
        using var model = BertModel.Open(TinyModel.Folder);
        Assert.Equal(new BertFeaturizer(model).Fingerprint.Value, footer["mlnetbert.fingerprint"]);
    }

    [Fact]
    public void Tokens_are_columns_of_lists()
    {
        string input = _folder.File("in.parquet"), output = _folder.File("tokens.parquet"), lines = _folder.File("tokens.jsonl");
        Duck.Run($"copy (select unnest([3, 1, 2]) as id, unnest(['the cat', '', 'a mat on the cat']) as text) to '{input}' (format parquet)");
        foreach (string special in new[] { "true", "false" })
        {
            foreach (string path in new[] { output, lines })
                Assert.Equal(0, Job.Run("tokenize", input, "--model", TinyModel.Folder, "--out", path, "--quiet", "--add-special-tokens", special));

            const string Columns = "select id::bigint as id, input_ids::int[]::varchar, token_type_ids::int[]::varchar, attention_mask::int[]::varchar, offsets::int[][]::varchar from";
            Assert.Equal(Duck.Query($"{Columns} '{lines}'"), Duck.Query($"{Columns} '{output}'"));
        }

        foreach (string path in new[] { output, lines })
            Assert.Equal(0, Job.Run("tokenize", input, "--model", TinyModel.Folder, "--out", path, "--quiet", "--stride", "0", "--max-length", "4"));

        Assert.Equal(Duck.Query($"select id::int, \"window\"::int, input_ids::varchar from '{lines}'"), Duck.Query($"select id::int, \"window\"::int, input_ids::varchar from '{output}'"));
    }

    [Fact]
    public void Features_and_labels_are_resampled_and_texts_verified()
    {
        string input = _folder.File("rows.parquet"), features = _folder.File("f.parquet"), output = _folder.File("balanced.parquet");
        Duck.Run($"copy (select i as id, 'mail ' || i as text, i % 5 = 0 as spam, [sin(i), cos(i)] as other from range(40) r(i)) to '{input}' (format parquet)");
        Job.Extract(input, "--out", features);
        Job.Extract(input, "--out", _folder.File("f.npy"));
        Assert.Equal(0, Job.Run("verify", input, "--model", TinyModel.Folder, "--quiet", "--json", "--limit", "3"));
        Assert.Equal(0, Job.Run("resample", features, "--labels", $"{input}:spam", "--method", "smote", "--out", output, "--quiet"));
        Assert.Equal(0, Job.Run("resample", _folder.File("f.npy"), "--labels", $"{input}:spam", "--method", "smote", "--out", _folder.File("balanced.npy"), "--quiet"));
        float[] values = [.. Duck.Query($"select unnest(features) from '{output}'").Select(row => float.Parse(row[0], CultureInfo.InvariantCulture))];
        Assert.Equal(Npy.Read(_folder.File("balanced.npy")).Values, values);
        Duck.Run($"copy (select other as features from '{input}') to '{features}' (format parquet)");
        Assert.Equal(0, Job.Run("resample", features, "--labels", $"{input}:spam", "--method", "random-over-sampler", "--out", output, "--quiet"));
        Assert.Equal([["64", "2"]], Duck.Query($"select count(*), max(len(features)) from '{output}'"));
    }

    [Fact]
    public void What_cannot_be_read_is_refused()
    {
        string input = _folder.File("in.parquet");
        Duck.Run($"copy (select 1 as id, 'a' as text, null::varchar as nothing, [1.0, 2.0] as features) to '{input}' (format parquet)");
        Refuse("has no column \"body\"; it has \"id\", \"text\", \"nothing\", \"features.list.element\"", input, "--text", "body");
        Refuse("the column \"id\" is not of texts", input, "--text", "id");
        Refuse("in.parquet, row 1: the column \"nothing\" holds a null", input, "--text", "nothing");
        byte[] bytes = File.ReadAllBytes(input);
        Refuse("is no Parquet file that can be read", _folder.Write("cut.parquet", bytes[..^10]));
        Refuse("is no Parquet file that can be read", _folder.Write("text.parquet", "text\na\n"));
        Refuse("its footer says -1 rows, and its row groups 4", _folder.Write("lying.parquet", File.ReadAllBytes(Path.Combine(RepositoryFiles.Root, "tests", "corpora", "parquet", "parquet-9f3da77453ee"))));
        Refuse("through a pipe", "-", "--format", "parquet");
        Duck.Run($"copy (select unnest([[1.0, 2.0], [3.0, null]]::double[][]) as features) to '{input}' (format parquet)");
        Resample("row 2 has no features, or a null among them", input);
        Duck.Run($"copy (select unnest([[1.0, 2.0], [3.0]]::float[][]) as features) to '{input}' (format parquet)");
        Resample("are not as many as those of the first", input);
        Duck.Run($"copy (select unnest([[1.0], [2.0, 3.0], [4.0, 5.0, 6.0]]::float[][]) as features) to '{input}' (format parquet)");
        Resample("are not as many as those of the first", input);

        void Refuse(string why, params string[] arguments) => Command.AssertRefused(Job.Process([.. arguments, "--out", _folder.File("x.npy")]), why);

        void Resample(string why, string features) =>
            Command.AssertRefused(Command.Run("resample", features, "--labels", _folder.Write("labels.txt", "a\nb\n"), "--method", "smote", "--out", _folder.File("x.npy")), why);
    }

    [Theory]
    [InlineData("1", false, "b", "the id \"b\" is not of the type int64", "make the ids all whole numbers or all strings, or write .jsonl")]
    [InlineData("1", true, "1.5", "the id 1.5 is not of the type int64", "make the ids all whole numbers or all strings, or write .jsonl")]
    [InlineData("1.5", false, "b", "the id \"b\" is not of the type number", "make the ids all numbers or all strings, or write .jsonl")]
    [InlineData(null, true, "2", "the id 2 is not of the type string", "make the ids all strings, or write .jsonl")]
    public void Ids_of_several_types_are_refused(string? number, bool isNumber, string id, string why, string what)
    {
        var row = new MLNetBert.Cli.Input.TextRow(id, isNumber, "", null, "a", 2, 2);
        string sentence = Assert.Throws<BadInputException>(() => ParquetOutput.Check(row, number == null ? IdType.String : IdType.OfText(number, isNumber: true))).Message;
        Assert.StartsWith($"a, line 2: {why}", sentence, StringComparison.Ordinal);
        Assert.EndsWith($"{what}.", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.parquet")]
    [InlineData("job/")]
    public void Ids_of_several_types_need_a_format_that_takes_them(string output)
    {
        string input = _folder.Write("mixed.jsonl", "{\"id\":1,\"text\":\"a\"}\n{\"id\":\"b\",\"text\":\"b\"}\n");
        Command.AssertRefused(Job.Process(input, "--out", _folder.File(output)), "mixed.jsonl, line 2: the id \"b\" is not of the type int64", "job folders");
        Assert.False(File.Exists(_folder.File("x.parquet")));
        Job.Extract(input, "--out", _folder.File("x.jsonl"));
    }

    [Theory]
    [InlineData(1, 122_880)]
    [InlineData(32, 122_880)]
    [InlineData(384, 20_480)]
    [InlineData(768, 10_240)]
    [InlineData(1024, 8_192)]
    [InlineData(4096, 6_144)]
    public void Row_groups_have_a_size_that_readers_like(int dimension, int rows) => Assert.Equal(rows, ParquetFeatureWriter.RowsInGroup(dimension));

    [Fact]
    public void Damaged_zstandard_is_refused()
    {
        var bytes = new MemoryStream();
        using (Stream packed = MLNetBert.Cli.Files.Compression.Compress(bytes, "a.zst"))
            packed.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i * 7919}\n"))));

        byte[] whole = bytes.ToArray();
        Assert.StartsWith("a.txt.zst is broken Zstandard", Input.Rows.Refusal("a.txt.zst", whole[..^20]), StringComparison.Ordinal);
        whole[whole.Length / 2] ^= 0xFF;
        Assert.StartsWith("a.txt.zst is broken Zstandard", Input.Rows.Refusal("a.txt.zst", whole), StringComparison.Ordinal);
    }

    private sealed record Row(string Id, float[] Features) : MLNetBert.Cli.Input.IRowIdentity
    {
        public bool IdIsNumber => false;

        public string Source => "a";

        long MLNetBert.Cli.Input.IRowIdentity.Row => 1;

        public string Where => "a";
    }
}
